// A browser, and a visit to the site during which everything that goes wrong is written down.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** Nothing here weakens what is tested: no background traffic of the browser's own, and it runs as root. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launch(executablePath) {
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/** What a key or a click changes is drawn within two frames: longest when the machine is busy, never on a page that is leaving. */
const drawn = (page) =>
  page.evaluate(() => new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(resolve));
    setTimeout(resolve, 1_000);
  })).catch(() => {});

const patient = new WeakSet();

/** Makes keys, clicks and fields wait until the page has drawn what they did, so that a test may read it right away. */
function waitForFrames(page) {
  const locators = Object.getPrototypeOf(page.locator('html'));
  for (const [target, names] of [[page.keyboard, ['press', 'type']], [locators, ['click', 'fill', 'press', 'check', 'uncheck', 'selectOption']]]) {
    if (patient.has(target)) continue;
    patient.add(target);
    for (const name of names) {
      const act = target[name];
      target[name] = async function (...given) {
        const result = await act.apply(this, given);
        await drawn(this.page?.() ?? page);
        return result;
      };
    }
  }
}

/** Runs in every page before its own scripts, so that no violation is missed. */
function rememberViolations() {
  globalThis.violations = [];
  document.addEventListener('securitypolicyviolation', (event) => {
    globalThis.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample} ${event.sourceFile}:${event.lineNumber}`);
    globalThis.reportViolation?.(globalThis.violations.at(-1));
  });
}

/**
 * Something in the way of what matches, until it is removed. The route itself stays: what is under way while a route is taken back may
 * never be answered.
 */
export function obstacle(pattern, answer) {
  let isThere = true;
  const prepare = (context) => context.route(pattern, (route) => (isThere ? answer(route) : route.continue()));
  return { prepare, remove: () => { isThere = false; } };
}

/**
 * A visit: a browser context of its own (own storage, own clipboard permission) with one page.
 * `prepare(context)` runs before the page is opened.
 */
export class Visit {
  errors = [];
  violations = [];
  foreign = [];
  broken = [];

  static async open(browser, site, { viewport = DESKTOP, colorScheme = 'light', path = '', prepare, serviceWorkers = 'block' } = {}) {
    const context = await browser.newContext({ viewport, colorScheme, hasTouch: viewport.width < 600, serviceWorkers });
    // A page of a disk has no origin to name.
    const { origin } = new URL(site);
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], origin === 'null' ? {} : { origin });
    const visit = new Visit(context, site);
    await context.exposeFunction('reportViolation', (text) => visit.violations.push(text));
    await context.addInitScript(rememberViolations);
    await prepare?.(context);
    context.on('page', waitForFrames);
    visit.page = await context.newPage();
    visit.watch();
    await visit.page.goto(new URL(path, site).href);
    return visit;
  }

  constructor(context, site) {
    this.context = context;
    this.site = site;
  }

  watch() {
    // Of the whole context: requests and messages of workers count too.
    this.context.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(this.site) && !/^(data|blob|about):/.test(url)) this.foreign.push(url);
    });
    this.context.on('response', (response) => {
      if (response.status() >= 400) this.broken.push(`${response.status()} ${response.url()}`);
    });
    this.context.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText;
      // Leaving a page that is still loading is no fault of the page.
      if (reason !== 'net::ERR_ABORTED') this.broken.push(`${request.url()}: ${reason}`);
    });
    this.context.on('console', (message) => {
      const text = message.text();
      if (/Content.Security.Policy/i.test(text)) this.violations.push(text);
      else if (message.type() === 'error') this.errors.push(text);
    });
    this.context.on('weberror', (error) => this.errors.push(String(error.error())));
  }

  /** Requests so far that are the page's own; used to see that nothing is sent while working. */
  async requests() {
    return this.page.evaluate(() => performance.getEntriesByType('resource').map((entry) => entry.name));
  }

  assertClean() {
    assert.deepEqual(
      { errors: this.errors, violations: this.violations, foreign: this.foreign, broken: this.broken },
      { errors: [], violations: [], foreign: [], broken: [] },
    );
  }

  /** For tests that cause trouble on purpose: what was noticed so far is not held against the page. */
  forgive() {
    for (const list of [this.errors, this.violations, this.foreign, this.broken]) list.length = 0;
  }

  close() {
    return this.context.close();
  }
}
