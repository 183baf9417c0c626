// Decisions a second, of the last five minutes: an area for each outcome, one on the other, and the same in words and in a table.

import {el, put, svg, write} from './dom.js';
import {rate, span, time} from './words.js';

const SECONDS = 300;
const WIDTH = 600;
const HEIGHT = 150;
const IN_TABLE = 60;

export const OUTCOMES = [
  {key: 'allow', title: 'Allowed'},
  {key: 'deny', title: 'Refused'},
  {key: 'unavailable', title: 'Nobody could tell'},
];

/** The next number that reads well. */
function ceiling(value) {
  if (value <= 1) {
    return 1;
  }
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 5, 10].find(step => step * power >= value);
}

export class Chart {
  #samples = [];
  #drawing = svg('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-labelledby': 'chart-words'});
  #top = el('span');
  #middle = el('span');
  #words = el('p', {id: 'chart-words', class: 'muted small'}, 'The first figures come in a moment.');
  #body = el('tbody');
  #details;
  #legend = new Map();

  constructor() {
    const legend = el('ul', {class: 'legend'});
    for (const one of OUTCOMES) {
      const value = el('b', {}, '–');
      this.#legend.set(one.key, value);
      legend.append(el('li', {}, el('span', {class: 'swatch ' + one.key, 'aria-hidden': 'true'}), one.title + ' ', value, el('span', {class: 'muted'}, ' /s')));
    }
    this.#details = el('details', {ontoggle: () => this.#tabulate()},
      el('summary', {}, 'As a table'),
      el('div', {class: 'scroll short', tabindex: '0', role: 'region', 'aria-label': 'Decisions a second'},
        el('table', {},
          el('caption', {class: 'hidden-label'}, 'Decisions a second, the newest first'),
          el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, 'Time'), OUTCOMES.map(one => el('th', {scope: 'col', class: 'number'}, one.title)))),
          this.#body)));
    this.element = el('figure', {class: 'chart'}, legend,
      el('div', {class: 'plot'},
        el('div', {class: 'axis', 'aria-hidden': 'true'}, this.#top, this.#middle, el('span', {}, '0')),
        this.#drawing),
      el('div', {class: 'ticks', 'aria-hidden': 'true'}, el('span', {}, '5 min ago'), el('span', {}, 'now')),
      el('figcaption', {}, this.#words, this.#details));
  }

  /** What was measured: a time in milliseconds, and a number a second by outcome. */
  add(at, rates) {
    this.#samples.push({at, ...rates});
    while (this.#samples[0].at < at - 1000 * SECONDS) {
      this.#samples.shift();
    }
    this.#draw(at);
  }

  /** What lies between is not known: the server was away, or the page was not seen. */
  gap(at) {
    if (this.#samples.length > 0 && !this.#samples.at(-1).gap) {
      this.#samples.push({at, gap: true});
    }
  }

  #draw(now) {
    const known = this.#samples.filter(one => !one.gap);
    const sum = one => one.allow + one.deny + one.unavailable;
    const top = ceiling(Math.max(...known.map(sum)));
    const x = one => WIDTH * (1 - (now - one.at) / 1000 / SECONDS);
    const y = value => HEIGHT - 1 - (HEIGHT - 6) * value / top;
    const shapes = [svg('path', {class: 'grid', d: `M0 ${y(top)}H${WIDTH}M0 ${y(top / 2)}H${WIDTH}M0 ${y(0)}H${WIDTH}`})];
    for (const run of this.#runs()) {
      let below = run.map(() => 0);
      for (const {key} of OUTCOMES) {
        const above = run.map((one, i) => below[i] + one[key]);
        if (above.some((value, i) => value > below[i])) {
          const over = run.map((one, i) => `${x(one).toFixed(1)} ${y(above[i]).toFixed(1)}`);
          const under = below.map((value, i) => `${x(run[i]).toFixed(1)} ${y(value).toFixed(1)}`).reverse();
          shapes.push(svg('path', {class: 'area ' + key, d: `M${over.join('L')}L${under.join('L')}Z`}));
          shapes.push(svg('path', {class: 'line ' + key, d: `M${over.join('L')}`}));
        }
        below = above;
      }
    }
    put(this.#drawing, shapes);
    write(this.#top, rate(top));
    write(this.#middle, rate(top / 2));
    const last = known.at(-1);
    OUTCOMES.forEach(one => write(this.#legend.get(one.key), rate(last[one.key])));
    const most = key => rate(Math.max(...known.map(one => one[key])));
    if (known.length > 1) { // of one there is no span
      write(this.#words, `In the last ${span((now - known[0].at) / 1000)}: up to ${most('allow')} allowed, ${most('deny')} refused`
        + ` and ${most('unavailable')} undecided a second.`);
    }
    this.#tabulate();
  }

  #runs() {
    const runs = [[]];
    for (const one of this.#samples) {
      if (one.gap) {
        runs.push([]);
      } else {
        runs.at(-1).push(one);
      }
    }
    return runs.filter(run => run.length > 1);
  }

  #tabulate() {
    if (this.#details.open) {
      put(this.#body, this.#samples.filter(one => !one.gap).slice(-IN_TABLE).reverse().map(one => el('tr', {},
        el('th', {scope: 'row'}, time(one.at)), OUTCOMES.map(({key}) => el('td', {class: 'number'}, rate(one[key]))))));
    }
  }
}
