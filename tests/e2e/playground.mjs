// The playground as its user sees it.
import assert from 'node:assert/strict';

/** How long the page has for a thing that is not a measured promise. */
const PATIENCE = { timeout: 15_000 };

export class Playground {
  constructor(visit) {
    this.visit = visit;
    this.page = visit.page;
    const part = (name) => this.page.getByTestId(name);
    this.editor = part('editor');
    this.findings = part('finding');
    this.undoButton = part('undo');
    this.tabs = part('part-tab');
    this.kindChip = part('kind-chip');
    this.dialectChip = part('dialect-chip');
    this.profileChip = part('profile-chip');
    this.ignored = part('ignored');
    this.planNodes = part('plan-node');
    this.understoodSummary = part('understood-summary');
    this.relations = part('relation');
    this.relationFilter = part('relation-filter');
    this.gaps = part('gap');
    this.serverChanges = part('server-changes');
    this.insights = part('insight');
    this.examples = part('examples');
    this.themeToggle = part('theme-toggle');
    this.status = part('status');
    /** Where the text is typed: CodeMirror's content, or the plain field before it and without it. */
    this.textField = this.editor.locator('.cm-content, textarea').locator('visible=true').first();
  }

  /** The editor is there and the engine has answered. */
  async ready() {
    await this.editor.locator('.cm-content').waitFor({ state: 'attached', ...PATIENCE });
    await this.settled();
  }

  /** Waits until the report shown is the one of the text shown. */
  async settled() {
    // What was just typed has to reach the page first: it is drawn within two frames.
    await this.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    await this.page.waitForFunction(
      () => {
        const engine = document.querySelector('[data-busy]');
        return engine?.dataset.busy === 'false' && engine.textContent.startsWith('checked');
      },
      undefined,
      PATIENCE,
    );
  }

  /** Brings a pane to the front: `code`, `findings`, `plan` or `understood`. By the bar of a narrow screen, else by the tabs. */
  async show(pane) {
    const inBar = this.page.getByTestId(`pane-${pane}`);
    if (await inBar.isVisible()) await inBar.click();
    else if (pane !== 'code') await this.page.getByTestId(`tab-${pane}`).click();
  }

  /** Puts the text on the clipboard and pastes it in place of everything. */
  async paste(text) {
    await this.show('code');
    await this.page.evaluate((content) => navigator.clipboard.writeText(content), text);
    await this.textField.click();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.press('ControlOrMeta+V');
    await this.settled();
  }

  /** The whole text of the part that is open. Short texts only: CodeMirror draws no more than fits. */
  async text() {
    return this.textField.evaluate((field) =>
      field.tagName === 'TEXTAREA'
        ? field.value
        : [...field.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n'));
  }

  /** The findings of a rule. */
  of(rule) {
    return this.page.locator(`[data-testid=finding][data-rule="${rule}"]`);
  }

  /** Waits for a finding of a rule, in whatever pane. */
  async expectFinding(rule) {
    await this.of(rule).first().waitFor({ state: 'attached', ...PATIENCE });
  }

  async expectNoFinding(rule) {
    await this.of(rule).first().waitFor({ state: 'detached', ...PATIENCE });
  }

  /** Opens the first finding of a rule, unless it is open, and returns it once the engine has said what it says. */
  async open(rule) {
    await this.show('findings');
    const finding = this.of(rule).first();
    const head = finding.locator('button[aria-expanded]').first();
    if ((await head.getAttribute('aria-expanded')) !== 'true') await head.click(PATIENCE);
    await finding.locator('.finding-details[aria-busy=false]').waitFor(PATIENCE);
    return finding;
  }

  /** Opens the first finding of a rule and applies the fix that is recommended. */
  async applyFixOf(rule) {
    const finding = await this.open(rule);
    await finding.getByTestId('finding-apply').click(PATIENCE);
    await this.settled();
  }

  /** The card of a relation. */
  relation(name) {
    return this.page.locator(`[data-testid=relation][data-relation="${name}"]`);
  }

  /** Opens the card of a relation and returns it. */
  async openRelation(name) {
    const card = this.relation(name);
    await card.locator('button[aria-expanded]').click(PATIENCE);
    await card.locator('.relation-body').waitFor(PATIENCE);
    return card;
  }

  /** Waits for a comparison of two databases and looks for what it says. */
  async expectChanges(title, expected) {
    await this.serverChanges.getByRole('heading', { name: title }).waitFor(PATIENCE);
    const shown = await this.page.getByTestId('server-change').allInnerTexts();
    for (const wanted of expected) {
      assert.ok(shown.some((change) => wanted.test(change)), `${wanted} is not in:\n${shown.join('\n')}`);
    }
  }

  /** What is selected in the editor. */
  async selectedText() {
    return this.editor.evaluate((host) => {
      const root = host.shadowRoot ?? [...host.querySelectorAll('*')].find((element) => element.shadowRoot)?.shadowRoot;
      return (root?.getSelection?.() ?? document.getSelection()).toString();
    });
  }

  /** Presses Tab until the wanted part has the focus; fails when a round does not reach it. */
  async tabTo(wanted, most = 80) {
    const seen = [];
    for (let count = 0; count < most; count += 1) {
      await this.page.keyboard.press('Tab');
      const focused = await this.focused();
      if (focused === wanted) return;
      seen.push(focused);
    }
    assert.fail(`Tab does not reach ${wanted}: ${seen.join(', ')}`);
  }

  /** What a chip says: the chosen option's text. */
  async chip(chip) {
    return chip.evaluate((select) => select.selectedOptions[0]?.text ?? '');
  }

  /** What has the keyboard: its test id, or that of the nearest ancestor that has one, across shadow roots. */
  async focused() {
    return this.page.evaluate(() => {
      let element = document.activeElement;
      while (element) {
        const owner = element.closest?.('[data-testid]');
        if (owner) return owner.getAttribute('data-testid');
        element = element.getRootNode().host ?? null;
      }
      return null;
    });
  }

  /** Waits until everything is kept on the device; the next visit is answered from it. */
  async keptForOffline() {
    await this.page.evaluate(async () => {
      const { active } = await navigator.serviceWorker.ready;
      if (active.state !== 'activated') await new Promise((done) => active.addEventListener('statechange', done, { once: true }));
    });
  }

  /** Leaves the editor by its documented way, Escape and then Tab. They have to come within two seconds, which a busy machine may miss. */
  async leaveEditor() {
    for (let tries = 0; tries < 4 && (await this.focused()) === 'editor'; tries += 1) {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Tab');
    }
    assert.notEqual(await this.focused(), 'editor');
  }

  /** The theme chosen by hand; none while the system decides. */
  async theme() {
    return this.page.evaluate(() => document.documentElement.dataset.theme ?? null);
  }

  /** Waits until the whole text is this. */
  async expectText(expected) {
    const end = Date.now() + 5_000;
    while ((await this.text()) !== expected && Date.now() < end) await this.page.waitForTimeout(50);
    assert.equal(await this.text(), expected);
  }
}
