// What is happening: figures, the chart, why clients are refused, and who is in by protocol.

import {Chart} from './chart.js';
import {get} from './channel.js';
import {el, name, plain, put, write} from './dom.js';
import {counted, number, rate, span} from './words.js';

const WINDOW = 300000;
const MOST = 12;
/** After a longer pause nobody knows what was between. */
const PAUSE = 15;

const tile = (title, value, note) => el('div', {class: 'tile'}, el('dt', {}, title), el('dd', {}, value, note));

/** Bars with a name, a number, and the share of the largest. */
function bars(list, empty) {
  const most = Math.max(1, ...list.map(one => one.count));
  return list.length === 0
    ? el('p', {class: 'empty'}, empty)
    : el('ul', {class: 'bars'}, list.map(one => {
      const fill = el('span', {class: 'fill ' + (one.kind || ''), 'aria-hidden': 'true'});
      fill.style.setProperty('--share', String(one.count / most));
      return el('li', {}, el('span', {class: 'label'}, one.label), el('span', {class: 'value'}, number(one.count), one.note), fill);
    }));
}

export class Overview {
  title = 'Overview';
  #chart = new Chart();
  #in = el('span', {class: 'big'}, '–');
  #decided = el('span', {class: 'big'}, '–');
  #refused = el('span', {class: 'big'}, '–');
  #minute = el('span', {class: 'big'}, '–');
  #inNote = el('span', {class: 'note'});
  #minuteNote = el('span', {class: 'note'});
  #reasons = el('div');
  #protocols = el('div');
  #applications = el('div');
  #since = el('p', {class: 'muted small'});
  #explain;
  #last = null;
  /** The counts by reason, at the times of the last five minutes. */
  #history = [];
  #drawn = {};

  constructor(explain) {
    this.#explain = explain;
    this.element = el('div', {},
      el('h1', {tabindex: '-1'}, this.title),
      el('dl', {class: 'tiles'},
        tile('Clients in', this.#in, this.#inNote),
        tile('Decisions', this.#decided, el('span', {class: 'note'}, 'a second')),
        tile('Refused', this.#refused, el('span', {class: 'note'}, 'a second')),
        tile('In the last minute', this.#minute, this.#minuteNote)),
      el('section', {class: 'card', 'aria-labelledby': 'h-chart'}, el('h2', {id: 'h-chart'}, 'Decisions a second'), this.#chart.element),
      el('div', {class: 'columns'},
        el('section', {class: 'card', 'aria-labelledby': 'h-reasons'}, el('h2', {id: 'h-reasons'}, 'Why clients are refused'), this.#since, this.#reasons),
        el('section', {class: 'card', 'aria-labelledby': 'h-protocols'}, el('h2', {id: 'h-protocols'}, 'Clients by protocol'), this.#protocols,
          el('h2', {class: 'next'}, 'Decisions by application'), this.#applications)));
  }

  get pace() {
    return 2;
  }

  /** The status of the server, which the page asks for anyway. */
  status(status) {
    const clients = Object.entries(status.clients).map(([protocol, count]) => ({protocol, count})).sort((a, b) => b.count - a.count);
    write(this.#in, number(clients.reduce((sum, one) => sum + one.count, 0)));
    write(this.#inNote, status.held > 0 ? number(status.held) + ' more wait' : counted(status.applications.length, 'application') + ' configured');
    write(this.#minute, number(status.decisionsPerMinute));
    write(this.#minuteNote, 'decided, ' + number(status.refusalsPerMinute) + ' refused');
    this.#redraw('protocols', clients,
      () => put(this.#protocols, bars(clients.map(one => ({label: name(one.protocol, 30), count: one.count})), 'Nobody is in.')));
  }

  async poll() {
    try {
      this.#take(performance.now(), Date.now(), (await get('/v1/decisions')).decisions);
    } catch (problem) {
      if (problem.status === 404) {
        put(this.#reasons, el('p', {class: 'empty'}, 'This server does not count decisions.'));
      }
      throw problem;
    }
  }

  #take(clock, at, decisions) {
    const sums = {allow: 0, deny: 0, unavailable: 0};
    const reasons = new Map();
    const applications = new Map();
    for (const one of decisions.filter(each => Object.hasOwn(sums, each.decision))) {
      sums[one.decision] += one.count;
      const of = applications.get(one.application) || {all: 0, refused: 0};
      of.all += one.count;
      if (one.decision !== 'allow') {
        of.refused += one.count;
        reasons.set(one.reason, (reasons.get(one.reason) || 0) + one.count);
      }
      applications.set(one.application, of);
    }
    this.#measure(clock, at, sums);
    this.#history.push({clock, reasons});
    while (clock - this.#history[0].clock > WINDOW) {
      this.#history.shift();
    }
    this.#show(reasons, applications, clock);
  }

  #measure(clock, at, sums) {
    const last = this.#last;
    this.#last = {clock, sums};
    if (last === null) {
      return;
    }
    const seconds = (clock - last.clock) / 1000;
    if (Object.keys(sums).some(key => sums[key] < last.sums[key])) { // the core was replaced, and counts from the beginning
      this.#chart.gap(at);
      this.#history = [];
      return;
    }
    if (seconds > PAUSE) {
      this.#chart.gap(at - 1);
    }
    const rates = Object.fromEntries(Object.keys(sums).map(key => [key, (sums[key] - last.sums[key]) / seconds]));
    this.#chart.add(at, rates);
    write(this.#decided, rate(rates.allow + rates.deny + rates.unavailable));
    write(this.#refused, rate(rates.deny + rates.unavailable));
  }

  #show(reasons, applications, clock) {
    const first = this.#history[0];
    write(this.#since, 'Since the core started.' + (first.clock < clock ? ' With a plus: in the last ' + span((clock - first.clock) / 1000) + '.' : ''));
    const list = [...reasons].map(([reason, count]) => ({reason, count, more: count - (first.reasons.get(reason) || 0)}))
      .sort((a, b) => b.more - a.more || b.count - a.count).slice(0, MOST) // those of the moment are among them
      .sort((a, b) => b.count - a.count);
    this.#redraw('reasons', list, () => put(this.#reasons, bars(list.map(one => ({
      label: el('button', {type: 'button', class: 'link-button', 'aria-haspopup': 'dialog', onclick: () => this.#explain(one.reason)}, plain(one.reason)),
      count: one.count,
      note: el('span', {class: 'muted plus'}, one.more > 0 ? '+' + number(one.more) : ''),
      kind: one.reason === 'UNAVAILABLE' ? 'unavailable' : 'deny',
    })), 'Nobody was refused.')));
    const busiest = [...applications].map(([application, of]) => ({application, ...of})).sort((a, b) => b.all - a.all).slice(0, MOST);
    this.#redraw('applications', busiest, () => put(this.#applications, bars(busiest.map(one => ({
      label: name(one.application || '–', 40),
      count: one.all,
      note: el('span', {class: 'muted'}, ', ' + number(one.refused) + ' refused'),
    })), 'Nothing was decided yet.')));
  }

  /** Only what has changed; whoever is on one of the buttons stays there. */
  #redraw(what, data, draw) {
    const text = JSON.stringify(data);
    if (this.#drawn[what] === text) {
      return;
    }
    this.#drawn[what] = text;
    const active = document.activeElement;
    const label = active && this.element.contains(active) && active.matches('.link-button') ? active.textContent : null;
    draw();
    if (label !== null && !active.isConnected) {
      [...this.element.querySelectorAll('.link-button')].find(one => one.textContent === label)?.focus({preventScroll: true});
    }
  }
}
