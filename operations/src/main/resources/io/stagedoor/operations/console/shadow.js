// What an authenticator that is tried would have decided, beside what was decided.

import {get} from './channel.js';
import {say} from './dialog.js';
import {el, name, plain, put, sentence} from './dom.js';
import {Table} from './table.js';
import {number, time} from './words.js';

const share = one => {
  const all = one.agree + one.wouldRefuse + one.wouldAllow;
  return all === 0 ? '–' : (Math.floor(1000 * one.agree / all) / 10).toFixed(1) + ' %';
};

const decided = (decision, reason) => el('span', {class: 'nowrap'},
  el('span', {class: 'swatch ' + (['allow', 'unavailable'].includes(decision) ? decision : 'deny'), 'aria-hidden': 'true'}), plain(decision) + ' ',
  el('span', {class: 'muted'}, plain(reason)));

// One row may stand for many of a kind, and those of several kinds may have the same time.
const key = one => [one.time, one.application, one.connection, one.action, one.reason, one.shadow, one.shadowReason].join(' ');

export class Shadow {
  title = 'Shadow';
  #agreement = el('div');
  #drawn = '';
  #differences = new Table({
    label: 'Differences', say, key, sorted: 0, down: true,
    empty: 'They have not differed.',
    columns: [
      {title: 'Time', down: true, value: one => one.time, text: one => one.time, cell: one => time(one.time)},
      {title: 'Times', kind: 'number', down: true, value: one => one.count || 1, text: one => String(one.count || 1), cell: one => number(one.count || 1)},
      {title: 'Who', head: true, value: one => one.subject, text: one => one.subject, cell: one => name(one.subject || 'not known')},
      {title: 'Wanted to', value: one => one.action, text: one => one.action, cell: one => name(one.action, 30)},
      {title: 'Application', value: one => one.application, text: one => one.application, cell: one => name(one.application, 40)},
      {title: 'Protocol', kind: 'low', value: one => one.protocol, text: one => one.protocol, cell: one => name(one.protocol, 20)},
      {title: 'Decided', value: one => one.decision + one.reason, text: one => one.decision + one.reason, cell: one => decided(one.decision, one.reason)},
      {title: 'Shadow', value: one => one.shadowDecision + one.shadowReason, text: one => one.shadowDecision + one.shadowReason,
        cell: one => decided(one.shadowDecision, one.shadowReason)},
    ],
  });
  #section = el('section', {class: 'card flush', 'aria-labelledby': 'h-differences', hidden: true},
    el('h2', {id: 'h-differences'}, 'Differences'), this.#differences.element);

  constructor() {
    this.element = el('div', {}, el('h1', {tabindex: '-1'}, this.title),
      el('p', {class: 'muted lead'}, 'An authenticator that is tried is asked beside the one that decides. Here is whether they agree.'),
      el('section', {class: 'card', 'aria-labelledby': 'h-agreement'}, el('h2', {id: 'h-agreement'}, 'Agreement'), this.#agreement), this.#section);
  }

  get pace() {
    return 5;
  }

  async poll() {
    const answer = await get('/v1/shadow');
    const text = JSON.stringify(answer);
    if (text !== this.#drawn) {
      this.#drawn = text;
      this.#draw(answer);
    }
  }

  #draw({shadows, notes, differences}) {
    this.#section.hidden = shadows.length === 0;
    this.#differences.update(differences);
    put(this.#agreement, notes.length > 0 ? el('ul', {class: 'problems'}, notes.map(note => el('li', {}, sentence(note)))) : null, shadows.length === 0
      ? el('p', {class: 'empty'}, 'No shadow is configured. ', el('code', {}, 'authenticator.shadow=NAME'),
        ' in the configuration of an application has another authenticator asked beside the one that decides.')
      : el('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Agreement'}, el('table', {},
        el('thead', {}, el('tr', {}, ['Application', 'Shadow', 'Since', 'Agree', 'Would refuse', 'Would let in', 'Undecided', 'Not asked']
          .map((title, i) => el('th', {scope: 'col', class: i > 2 ? 'number' : null}, title)))),
        el('tbody', {}, shadows.map(one => el('tr', {},
          el('th', {scope: 'row'}, name(one.application, 40)), el('td', {}, name(one.authenticator, 40)), el('td', {}, time(one.since)),
          el('td', {class: 'number'}, share(one)),
          [one.wouldRefuse, one.wouldAllow, one.undecided, one.dropped].map(count => el('td', {class: count > 0 ? 'number strong' : 'number'}, number(count)))))))));
  }
}
