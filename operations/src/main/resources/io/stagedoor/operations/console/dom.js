// Elements and texts. Text reaches the page as textContent only.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined));
  return element;
}

/** An element. An attribute that begins with `on` is a listener; text among the children is text. */
export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** An element of SVG. */
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

export const byId = id => document.getElementById(id);

// What nobody sees, what turns the direction of what follows, and what stacks: strangers choose names.
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0f]|(?! )\p{Zs}|(?<=\p{M}{2})\p{M}/gu;

/** A text that can be seen as it is: what cannot be is written as its code. */
export function plain(text) {
  return String(text).replace(UNSEEN, one => '\\u' + one.codePointAt(0).toString(16).padStart(4, '0'));
}

const CUT = 80;
const LONGEST = 2000;

/** A name that somebody chose, in one line. What is longer is cut, and stands in the title. */
export function name(text, most = CUT) {
  const seen = plain(text);
  return seen.length <= most
    ? el('bdi', {class: 'name'}, seen)
    : el('bdi', {class: 'name', title: seen.slice(0, LONGEST)}, seen.slice(0, most - 1) + '…');
}

/** A text of the server that may have such names in it, whole. */
export function sentence(text) {
  return el('bdi', {class: 'sentence'}, plain(String(text).slice(0, LONGEST)));
}

/** Puts children in the place of those that are there. */
export function put(parent, ...children) {
  parent.replaceChildren(...children.flat(Infinity).filter(child => child !== null && child !== undefined));
}

/** Writes text only if it is another: what a screen reader watches does not change for nothing. */
export function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
