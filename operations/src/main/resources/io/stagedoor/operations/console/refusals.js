// Who was refused or cut off, and why: what the reason means, the setting, and the fix, in the words of the documentation.

import {get} from './channel.js';
import {say, show} from './dialog.js';
import {el, name, plain, sentence, write} from './dom.js';
import {facts} from './sessions.js';
import {Table} from './table.js';
import {counted, number, time, where, who, whoText} from './words.js';

/** How many lines are asked for, and how often, in seconds. */
const STEPS = [[200, 3], [1000, 10], [10000, 30]];
const PAUSE = 150;

let known = null;

/** Explains a reason; of a line of the log, also what else it says. */
export async function explain(reason, line = null) {
  known ??= await get('/v1/reasons');
  const isCut = line !== null && line.decision === 'end';
  const table = isCut ? known.ends : known.refusals;
  const meaning = Object.hasOwn(table, reason) ? table[reason] : 'The documentation has nothing about this reason.';
  await show(el('span', {}, isCut ? 'Cut off: ' : 'Refused: ', el('span', {class: 'mono'}, plain(reason))),
    el('h3', {}, 'What it means, and what to do'), el('p', {class: 'meaning'}, sentence(meaning)),
    line && line.detail ? [el('h3', {}, 'What Stagedoor noted'), el('p', {class: 'noted'}, sentence(line.detail))] : null,
    line ? facts([
      ['Who', who(line)], ['Wanted to', line.action], ['Where', where(line)], ['Protocol', line.protocol], ['From', line.address],
      ['Decided by', line.authenticator], ['Id', line.connection], ['Time', time(line.time)],
      ['How often', line.count > 1 ? counted(line.count, 'time') + '; this is the last one' : ''],
      ['The first', line.first ? time(line.first) : ''],
    ]) : null);
}

const kind = one => one.decision === 'end' ? 'end' : one.decision === 'unavailable' ? 'unavailable' : 'deny';

export class Refusals {
  title = 'Refusals';
  #lines = [];
  #step = 0;
  #isLive = true;
  #search = el('input', {type: 'search', id: 'find-refusal', autocomplete: 'off', spellcheck: 'false', maxlength: '300', placeholder: 'Name, reason, stream, address …'});
  #count = el('p', {class: 'muted'});
  #pause = el('button', {type: 'button', 'aria-pressed': 'false'}, 'Pause');
  #older = el('button', {type: 'button'}, 'Show older');
  #timer = 0;
  #table = new Table({
    label: 'Refusals', say, key: one => [one.time, one.connection, one.action, one.reason, one.stream].join(' '), sorted: 0, down: true,
    empty: 'Nobody who matches was refused or cut off.',
    columns: [
      {title: 'Time', down: true, value: one => one.time, text: one => one.time, cell: one => time(one.time)},
      {title: 'Reason', head: true, value: one => one.reason, text: one => one.reason + ' ' + one.decision + ' ' + one.count, cell: (one, now) => el('span', {class: 'nowrap'},
        el('span', {class: 'swatch ' + kind(one), 'aria-hidden': 'true'}),
        el('button', {type: 'button', class: 'link-button', 'aria-haspopup': 'dialog', onclick: () => explain(now().reason, now()).catch(() => {})}, plain(one.reason)),
        one.decision === 'end' ? el('span', {class: 'muted'}, ' cut off') : null,
        one.count > 1 ? el('span', {class: 'muted'}, ' × ' + number(one.count)) : null)},
      {title: 'Who', value: one => whoText(one).toLowerCase(), text: one => one.subject + '\n' + one.claimed, cell: who},
      {title: 'Wanted to', value: one => one.action, text: one => one.action, cell: one => name(one.action, 30)},
      {title: 'Where', value: where, text: where, cell: one => name(where(one), 60)},
      {title: 'From', kind: 'low', value: one => one.protocol + ' ' + one.address, text: one => one.protocol + ' ' + one.address,
        cell: one => el('span', {class: 'from'}, name(one.protocol, 20), ' ', el('span', {class: 'mono muted'}, name(one.address, 46)))},
      {title: 'Decided by', kind: 'low', value: one => one.authenticator, text: one => one.authenticator, cell: one => name(one.authenticator || '–', 30)},
    ],
  });

  constructor() {
    this.#search.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#filter(true), PAUSE);
    });
    this.#pause.addEventListener('click', () => {
      this.#isLive = !this.#isLive;
      this.#pause.setAttribute('aria-pressed', String(!this.#isLive));
      this.#filter(false);
      if (this.#isLive) {
        this.poll().catch(() => {});
      }
    });
    this.#older.addEventListener('click', () => {
      this.#step = Math.min(this.#step + 1, STEPS.length - 1);
      this.poll(true).catch(() => {});
    });
    this.element = el('div', {},
      el('h1', {tabindex: '-1'}, this.title),
      el('p', {class: 'muted lead'}, 'The last clients that were refused or cut off. Choose a reason to see what it means, and what to do.'),
      el('div', {class: 'filters', role: 'search'},
        el('label', {for: 'find-refusal', class: 'hidden-label'}, 'Search refusals'), this.#search, this.#pause, this.#older, this.#count),
      el('section', {class: 'card flush', 'aria-label': 'Refusals'}, this.#table.element));
  }

  get pace() {
    return STEPS[this.#step][1];
  }

  async poll(isAsked = false) {
    if (this.#isLive || isAsked) {
      this.#lines = (await get('/v1/refusals', {limit: STEPS[this.#step][0]})).refusals;
      this.#filter(isAsked);
    }
  }

  #filter(isAsked) {
    const text = this.#search.value.trim().toLowerCase();
    const found = text
      ? this.#lines.filter(one => [one.reason, whoText(one), where(one), one.address, one.action, one.protocol, one.authenticator, one.connection, one.detail]
        .join('\n').toLowerCase().includes(text))
      : this.#lines;
    if (isAsked) {
      this.#table.rewind();
    }
    this.#table.update(found);
    this.#older.hidden = this.#step === STEPS.length - 1 || this.#lines.length < STEPS[this.#step][0];
    write(this.#count, (text ? number(found.length) + ' of the last ' : 'the last ') + number(this.#lines.length) + (this.#isLive ? '' : ', paused'));
    if (isAsked) {
      say(number(found.length) + ' found');
    }
  }
}
