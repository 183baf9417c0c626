// Dialogs: the browser keeps the focus inside and closes them by Escape; the focus returns to where it was.

import {byId, el} from './dom.js';

let serial = 0;

function open(title, children, buttons, decide) {
  return new Promise(done => {
    const before = document.activeElement;
    const id = 'dialog-' + ++serial;
    let answer = null;
    const box = el('dialog', {'aria-labelledby': id, class: 'dialog'});
    const form = el('div', {class: 'sheet'},
      el('h2', {id}, title), children, el('div', {class: 'buttons'}, buttons(value => {
        answer = value;
        box.close();
      })));
    box.append(form);
    box.addEventListener('click', event => {
      if (event.target === box) { // beside it
        box.close();
      }
    });
    box.addEventListener('close', () => {
      box.remove();
      (before && before.isConnected ? before : byId('main')).focus();
      done(decide(answer));
    });
    document.body.append(box);
    box.showModal();
    form.querySelector('[data-first]')?.focus();
  });
}

/** Shows something until it is closed. */
export function show(title, ...children) {
  return open(title, children,
    close => [el('button', {type: 'button', 'data-first': true, onclick: () => close(null)}, 'Close')], () => undefined);
}

/** Asks whether something is to be done: `confirm` says what. Whoever only presses Enter does nothing. */
export function ask(title, confirm, ...children) {
  return open(title, children, close => [
    el('button', {type: 'button', 'data-first': true, onclick: () => close(false)}, 'Cancel'),
    el('button', {type: 'button', class: 'danger', 'data-confirm': true, onclick: () => close(true)}, confirm),
  ], answer => answer === true);
}

let timer = 0;

/** Says what came of something, to eyes and to screen readers. */
export function tell(text, bad = false) {
  const toast = byId('toast');
  toast.textContent = text;
  toast.classList.toggle('bad', bad);
  toast.hidden = false;
  say(text);
  clearTimeout(timer);
  timer = setTimeout(() => {
    toast.hidden = true;
  }, 8000);
}

/** To screen readers only. */
export function say(text) {
  byId('said').textContent = text;
}
