// Keys and secrets: how old they are, and how long what was replaced still counts. Never a value.

import {el, name, put, sentence} from './dom.js';
import {number, time} from './words.js';

export class Keys {
  title = 'Keys and secrets';
  #known = el('div');
  #revoked = el('div');
  #drawn = '';

  constructor() {
    this.element = el('div', {},
      el('h1', {tabindex: '-1'}, this.title),
      el('section', {class: 'card', 'aria-labelledby': 'h-known'}, el('h2', {id: 'h-known'}, 'In use'), this.#known),
      el('section', {class: 'card', 'aria-labelledby': 'h-revoked'}, el('h2', {id: 'h-revoked'}, 'Taken back'), this.#revoked));
  }

  /** The status of the server, which the page asks for anyway. */
  status(status) {
    const text = JSON.stringify([status.facts, status.authenticators, status.revocations, status.revocationLimit, status.started]);
    if (text === this.#drawn) {
      return;
    }
    this.#drawn = text;
    const facts = new Map(Object.entries(status.facts));
    put(this.#known, status.authenticators.length === 0
      ? el('p', {class: 'empty'}, 'There is no authenticator.')
      : el('dl', {class: 'facts'}, status.authenticators.map(one => [
        el('dt', {}, name(one, 60)),
        facts.has(one)
          ? facts.get(one).map(fact => el('dd', {}, sentence(fact)))
          : el('dd', {class: 'muted'}, 'says nothing of keys or secrets'),
      ])));
    const counts = Object.entries(status.revocations);
    put(this.#revoked,
      counts.length === 0
        ? el('p', {class: 'empty'}, 'Nothing is revoked.')
        : el('dl', {class: 'facts'}, counts.map(([kind, count]) => [el('dt', {}, name(kind, 30)), el('dd', {}, number(count))])),
      el('p', {class: 'muted small'}, 'At most ' + number(status.revocationLimit) + ' in all. The command ', el('code', {}, 'stagedoor revoke'),
        ' takes back a token, a key, a subject or a stream. The server started at ', time(status.started), '.'));
  }
}
