import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startBrowser } from '@secureconnect/testing';

type Browser = Awaited<ReturnType<typeof startBrowser>>;
type Page = Awaited<ReturnType<Browser['newPage']>>;

const screenshots = join(__dirname, '../screenshots');

/** Somebody on call, with the page in a browser of her own. */
export class Operator {
  /** What the browser itself found wrong: policies that were broken, scripts that threw. */
  readonly faults: string[] = [];

  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
  ) {
    page.setDefaultTimeout(90_000);
    page.on('pageerror', (error) => this.faults.push(error.message));
    page.on('console', (said) => {
      if (/Content Security Policy/i.test(said.text())) this.faults.push(said.text());
    });
  }

  static async arrive(url: string): Promise<Operator> {
    const browser = await startBrowser();
    const page = await browser.newPage({ viewport: { width: 1360, height: 900 } });
    await page.goto(`${url}/operator`);
    return new Operator(browser, page);
  }

  async signIn(name: string, token: string): Promise<void> {
    await this.page.getByLabel('Your name').fill(name);
    await this.page.getByLabel("The operator's token").fill(token);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** Waits until the top line says it. */
  async reads(words: string): Promise<void> {
    await this.page.locator('.headline h1').filter({ hasText: words }).waitFor();
  }

  /** Pulls a lever at all instances of a service, with the keyboard alone. */
  async pull(service: string, label: string): Promise<void> {
    const summary = this.page.getByText(`Levers of all ${service}`);
    const lever = this.page.getByRole('button', { name: `${label}, all instances of ${service}` });
    if (!(await lever.isVisible())) await summary.press('Enter');
    await lever.press('Enter');
    const dialog = this.page.getByRole('dialog', { name: label });
    await dialog.getByRole('button', { name: label }).press('Enter');
    await dialog.getByRole('button', { name: 'Close' }).press('Enter');
    await dialog.waitFor({ state: 'detached' });
  }

  async seesAction(lever: string): Promise<void> {
    await this.page.locator('.actions li').filter({ hasText: lever }).first().waitFor();
  }

  async pictures(what: string): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    for (const colorScheme of ['light', 'dark'] as const) {
      await this.page.emulateMedia({ colorScheme });
      const path = join(screenshots, `operator-${what}-${colorScheme}.png`);
      await this.page.screenshot({ path, fullPage: true });
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}
