// The page: who is in, which view is shown, and whether the server answers.

import {codeOfAddress, enter, get, holder, isCode, leave, Poll, resume, when} from './channel.js';
import {Configuration} from './configuration.js';
import {ask, say, tell} from './dialog.js';
import {byId, el, plain, put, sentence, write} from './dom.js';
import {Keys} from './keys.js';
import {Overview} from './overview.js';
import {explain, Refusals} from './refusals.js';
import {Sessions} from './sessions.js';
import {Shadow} from './shadow.js';
import {number, span} from './words.js';

const THEME = 'stagedoor.theme';
const SHOWN_PROBLEMS = 3;

let views = null;
let current = null;
let polls = [];
let alerted = '';

/** The colours: those of the system, or what this browser was told. */
function theme() {
  const select = byId('theme');
  const apply = () => {
    document.documentElement.dataset.theme = select.value;
  };
  try {
    select.value = localStorage.getItem(THEME) || '';
  } catch {
    select.value = '';
  }
  apply();
  select.addEventListener('change', () => {
    apply();
    try {
      localStorage.setItem(THEME, select.value);
    } catch {
      // It counts as long as the page is open.
    }
  });
}

function stop() {
  polls.forEach(one => one.stop());
  polls = [];
  views = null;
  current = null;
  alerted = '';
}

/** The page of somebody who is not in. */
function outside(title, text) {
  stop();
  document.querySelectorAll('dialog').forEach(one => one.close());
  document.body.classList.remove('stale');
  for (const id of ['nav', 'leave', 'link']) {
    byId(id).hidden = true;
  }
  put(byId('alerts'));
  document.title = title + ' – Stagedoor console';
  const head = el('h1', {tabindex: '-1'}, title);
  put(byId('view'), el('section', {class: 'card outside'}, head, text ? el('p', {}, sentence(text)) : null,
    el('p', {}, 'Run this on the server, as the user that Red5 runs as, and open the address that it prints:'),
    el('pre', {}, el('code', {}, 'stagedoor console')),
    el('p', {class: 'muted small'}, 'The address works once, within a minute.')));
  head.focus();
}

function alert(kind, label, ...children) {
  return el('section', {class: 'alert ' + kind, 'aria-label': label}, children);
}

function alerts({outage, problems}) {
  const key = JSON.stringify([outage, problems]);
  if (key === alerted) {
    return;
  }
  alerted = key;
  const list = some => el('ul', {}, some.map(problem => el('li', {}, sentence(problem))));
  const more = problems.slice(SHOWN_PROBLEMS);
  put(byId('alerts'),
    outage ? alert('outage', 'Outage', el('h2', {}, 'Every client is refused'), el('p', {}, sentence(outage))) : null,
    problems.length > 0 ? alert('problem', 'Problems', el('h2', {}, problems.length === 1 ? 'One problem' : number(problems.length) + ' problems'),
      list(problems.slice(0, SHOWN_PROBLEMS)),
      more.length > 0 ? el('details', {}, el('summary', {}, number(more.length) + ' more'), list(more)) : null) : null);
  say(outage ? 'Outage: every client is refused.' : problems.length > 0 ? 'Problems of the server: ' + problems.length : 'The server is healthy.');
}

async function status() {
  const answer = await get('/v1/status');
  if (views === null) {
    return;
  }
  linked(answer.healthy ? 'good' : 'bad', answer.healthy ? 'Healthy' : 'Not healthy');
  alerts(answer);
  const clients = Object.values(answer.clients).reduce((sum, one) => sum + one, 0);
  write(byId('count-sessions'), clients > 0 ? number(clients) : '');
  write(byId('count-refusals'), answer.refusalsPerMinute > 0 ? number(answer.refusalsPerMinute) + '/min' : '');
  write(byId('count-problems'), answer.problems.length > 0 ? number(answer.problems.length) : '');
  views.overview.status(answer);
  views.keys.status(answer);
}

function linked(kind, text) {
  const link = byId('link');
  link.className = 'link ' + kind;
  link.hidden = false;
  write(byId('link-text'), text);
}

function away(fails) {
  linked('away', 'No answer');
  document.body.classList.add('stale');
  if (fails > 1 && alerted !== 'away') {
    alerted = 'away';
    put(byId('alerts'), alert('outage', 'No answer', el('h2', {}, 'The server does not answer'),
      el('p', {}, 'What you see is old. The page goes on by itself when the server answers again. If the server was restarted, run ',
        el('code', {}, 'stagedoor console'), ' again: this page is only good for the server that it came from.')));
    say('The server does not answer.');
  }
}

function back() {
  document.body.classList.remove('stale');
  alerted = '';
  say('The server answers again.');
}

/** Shows the view that the address names. */
function route(isMoved) {
  const wanted = location.hash.slice(1);
  const next = Object.hasOwn(views, wanted) ? wanted : 'overview';
  if (next === current) {
    return;
  }
  current = next;
  polls.splice(1).forEach(one => one.stop());
  const view = views[next];
  put(byId('view'), view.element);
  document.title = view.title + ' – Stagedoor console';
  for (const link of byId('nav').querySelectorAll('a')) {
    if (link.getAttribute('href') === '#' + next) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  }
  if (view.poll) {
    polls.push(new Poll(() => view.poll(), () => view.pace));
  }
  if (isMoved) {
    view.element.querySelector('h1').focus();
  }
}

function inside() {
  stop();
  views = {
    overview: new Overview(reason => explain(reason).catch(() => {})),
    sessions: new Sessions(),
    refusals: new Refusals(),
    configuration: new Configuration(),
    keys: new Keys(),
    shadow: new Shadow(),
  };
  byId('nav').hidden = false;
  byId('leave').hidden = false;
  byId('leave').title = 'Signed in as ' + plain(holder().by || 'somebody') + '. Ends by itself after ' + span(holder().idleSeconds) + ' without use.';
  linked('wait', 'Connecting');
  polls = [new Poll(status, 3)];
  route(false);
}

async function begin() {
  const code = codeOfAddress();
  if (code === null) {
    if (resume()) {
      inside();
    } else {
      outside('Sign in', '');
    }
    return;
  }
  try {
    await enter(code);
    inside();
  } catch (problem) {
    if (resume()) {
      inside();
      tell('That address does not work any more. This tab was signed in already.', true);
    } else {
      outside('This address does not open the console', problem.message);
    }
  }
}

theme();
write(byId('server'), location.host);
when('out', sentenceOfServer => outside('You are signed out', sentenceOfServer));
when('away', away);
when('back', back);
byId('leave').addEventListener('click', async () => {
  if (await ask('Sign out?', 'Sign out', el('p', {}, 'This tab is signed out, and its token is over. Clients are not touched.'))) {
    await leave().catch(() => {});
    outside('You are signed out', '');
  }
});
byId('skip').addEventListener('click', event => {
  event.preventDefault();
  byId('main').focus();
});
addEventListener('hashchange', () => {
  if (views === null || isCode()) {
    begin();
  } else {
    route(true);
  }
});
begin();
