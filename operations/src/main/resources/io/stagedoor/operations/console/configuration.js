// What is in force, what is wrong, and in which file. Values of secrets never come here.

import {get} from './channel.js';
import {el, name, plain, put, sentence, write} from './dom.js';
import {counted} from './words.js';

const stem = file => file.replace(/^stagedoor\./, '').replace(/\.cfg$/, '');

function value(one) {
  if (one.hidden) {
    return el('span', {class: 'muted'}, 'set, and not shown');
  }
  return one.value === '' ? el('span', {class: 'muted'}, 'empty') : el('span', {class: 'mono'}, sentence(one.value));
}

const rows = (list, title) => el('table', {class: 'properties'}, el('caption', {class: 'hidden-label'}, title),
  el('thead', {class: 'hidden-label'}, el('tr', {}, el('th', {scope: 'col'}, 'Property'), el('th', {scope: 'col'}, 'Value'))),
  el('tbody', {}, list.map(one => el('tr', {}, el('th', {scope: 'row', class: 'mono'}, name(one.name, 100)), el('td', {}, value(one))))));

export class Configuration {
  title = 'Configuration';
  #find = el('input', {type: 'search', id: 'find-property', autocomplete: 'off', spellcheck: 'false', maxlength: '200', placeholder: 'File, property or value …'});
  #count = el('p', {class: 'muted'});
  #list = el('div', {class: 'configurations'});
  #drawn = '';
  #told = [];

  constructor() {
    this.#find.addEventListener('input', () => this.#draw());
    this.element = el('div', {},
      el('h1', {tabindex: '-1'}, this.title),
      el('p', {class: 'muted lead'}, 'The configurations that the server has. A change of a file counts within two seconds. Secrets are never shown.'),
      el('div', {class: 'filters', role: 'search'}, el('label', {for: 'find-property', class: 'hidden-label'}, 'Search configurations'), this.#find, this.#count),
      this.#list);
  }

  get pace() {
    return 5;
  }

  async poll() {
    const answer = await get('/v1/configuration');
    const text = JSON.stringify(answer);
    if (text !== this.#drawn) {
      this.#drawn = text;
      this.#told = answer.configurations;
      this.#draw();
    }
  }

  #draw() {
    const text = this.#find.value.trim().toLowerCase();
    const open = new Set([...this.#list.querySelectorAll('details[open]')].map(one => one.dataset.pid));
    const focused = document.activeElement?.closest('details')?.dataset.pid;
    const found = this.#told
      .map(one => ({one, list: one.properties.filter(property => (one.file + '\n' + one.pid).toLowerCase().includes(text)
        || (property.name + '\n' + property.value).toLowerCase().includes(text))}))
      .filter(({list}) => text === '' || list.length > 0)
      .sort((a, b) => b.one.problems.length - a.one.problems.length);
    put(this.#list, found.map(({one, list}) => this.#card(one, list, text !== '' || open.has(one.pid))));
    write(this.#count, counted(found.length, 'configuration'));
    if (focused) {
      [...this.#list.querySelectorAll('details')].find(one => one.dataset.pid === focused)?.querySelector('summary').focus({preventScroll: true});
    }
  }

  #card(one, list, isOpen) {
    const isBad = one.problems.length > 0 || one.lastGood;
    const state = one.lastGood ? 'an error: the version before is in force' : isBad ? 'has a problem' : 'in force';
    const set = list.filter(property => property.set);
    const defaults = list.filter(property => !property.set);
    return el('section', {class: 'card' + (isBad ? ' bad' : ''), 'aria-label': plain(one.file || one.pid)},
      el('div', {class: 'card-head'}, el('h2', {}, name(one.file ? stem(one.file) : one.pid, 100)), el('span', {class: 'badge ' + (isBad ? 'bad' : 'good')}, state)),
      el('p', {class: 'muted small mono'}, one.file ? name('stagedoor/conf/' + one.file, 140) : 'without a file'),
      one.problems.length > 0 ? el('ul', {class: 'problems'}, one.problems.map(problem => el('li', {}, sentence(problem)))) : null,
      set.length > 0 ? rows(set, 'Set in this configuration') : el('p', {class: 'muted'}, 'Nothing is set.'),
      defaults.length > 0 ? el('details', {'data-pid': one.pid, open: isOpen}, el('summary', {}, counted(defaults.length, 'default')), rows(defaults, 'Defaults')) : null);
  }
}
