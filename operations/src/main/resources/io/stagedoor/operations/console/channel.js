// What the page asks the server: with its token, only while it is seen, and slower while nobody answers.

const KEY = 'stagedoor.token';
const CODE = /^#([A-Za-z0-9_-]{43})$/;
const PATIENCE = 20000;
const SLOWEST = 30000;

/** The server refused, with a sentence; or it did not answer: then `status` is 0. */
export class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

let held = null;
const listeners = {out: () => {}, away: () => {}, back: () => {}};

/** What is called when the token is over, when nobody answers, and when somebody answers again. */
export function when(event, listener) {
  listeners[event] = listener;
}

async function send(method, path, token) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const response = await fetch(path, {
      method,
      headers: {Authorization: 'Bearer ' + token},
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: stop.signal,
    });
    const answer = await response.json();
    if (!response.ok) {
      throw new Refused(response.status, String(answer.error || 'refused'));
    }
    return answer;
  } catch (problem) {
    throw problem instanceof Refused ? problem : new Refused(0, 'the server does not answer');
  } finally {
    clearTimeout(timer);
  }
}

/** The code in the address, which is taken out of it at once: no history has it. */
export function codeOfAddress() {
  const found = CODE.exec(location.hash);
  if (found) {
    history.replaceState(null, '', location.pathname + '#overview');
  }
  return found ? found[1] : null;
}

export const isCode = () => CODE.test(location.hash);

/** Takes a code for a token. */
export async function enter(code) {
  held = await send('POST', '/console/token', code);
  sessionStorage.setItem(KEY, JSON.stringify(held));
}

/** Whether this tab has a token. */
export function resume() {
  try {
    held = JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    held = null;
  }
  return held !== null && typeof held.token === 'string';
}

export const holder = () => held;

function forget() {
  held = null;
  sessionStorage.removeItem(KEY);
}

let fails = 0;

async function asked(method, path) {
  if (held === null) {
    throw new Refused(401, 'signed out');
  }
  try {
    const answer = await send(method, path, held.token);
    if (fails > 0) {
      fails = 0;
      listeners.back();
    }
    return answer;
  } catch (problem) {
    if (problem.status === 401) {
      const over = held !== null;
      forget();
      if (over) {
        listeners.out(problem.message);
      }
    } else if (problem.status === 0) {
      fails++;
      listeners.away(fails);
    }
    throw problem;
  }
}

const query = parameters => {
  const text = new URLSearchParams(parameters).toString();
  return text ? '?' + text : '';
};

export const get = (path, parameters = {}) => asked('GET', path + query(parameters));
export const post = (path, parameters = {}) => asked('POST', path + query(parameters));

export async function leave() {
  try {
    await asked('POST', '/v1/sign-out');
  } finally {
    forget();
  }
}

/** Does something again and again while the page is seen: `pace` seconds after it was done, or later if it takes long or nobody answers. */
export class Poll {
  #run;
  #pace;
  #timer = 0;
  #stopped = false;
  #busy = false;
  #seen = () => this.#wake();

  constructor(run, pace) {
    this.#run = run;
    this.#pace = pace;
    document.addEventListener('visibilitychange', this.#seen);
    this.now();
  }

  #wake() {
    if (!document.hidden) {
      this.now();
    }
  }

  /** At once. */
  async now() {
    clearTimeout(this.#timer);
    if (this.#stopped || this.#busy || document.hidden) {
      return;
    }
    this.#busy = true;
    const began = performance.now();
    try {
      await this.#run();
    } catch (problem) {
      if (!(problem instanceof Refused)) {
        console.error(problem);
      }
    }
    this.#busy = false;
    const took = performance.now() - began;
    const pace = typeof this.#pace === 'function' ? this.#pace() : this.#pace;
    const wait = fails > 0 ? Math.min(SLOWEST, 1000 * 2 ** Math.min(fails, 5)) : Math.max(1000 * pace, 10 * took);
    if (!this.#stopped) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.now(), wait);
    }
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#seen);
  }
}
