import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startBrowser, until } from '@secureconnect/testing';

type Browser = Awaited<ReturnType<typeof startBrowser>>;
type Page = Awaited<ReturnType<Browser['newPage']>>;

const screenshots = join(__dirname, '../../screenshots');
const patience = { timeout: 60_000, every: 200 };

/** Somebody with the page before her, in a browser of her own. */
export class Guest {
  /** What the browser itself found wrong: policies that were broken, scripts that threw. */
  readonly faults: string[] = [];

  private constructor(
    readonly name: string,
    private readonly url: string,
    private readonly browser: Browser,
    readonly page: Page,
  ) {
    page.setDefaultTimeout(patience.timeout);
    page.on('pageerror', (error) => this.faults.push(error.message));
    page.on('console', (said) => {
      if (/Content Security Policy/i.test(said.text())) this.faults.push(said.text());
    });
  }

  static async arrive(name: string, url: string): Promise<Guest> {
    const browser = await startBrowser();
    const page = await browser.newPage({ viewport: { width: 1120, height: 720 } });
    const guest = new Guest(name, url, browser, page);
    await page.goto(url);
    return guest;
  }

  async signUp(): Promise<void> {
    await this.press('I have no account yet');
    await this.page.getByLabel('E-mail address').fill(`${this.name}@example.org`);
    await this.page.getByLabel('User name').fill(this.name);
    await this.page.getByLabel('Password').fill('a long pass phrase of hers');
    await this.press('Make the account');
    await this.page.getByText('New conversation').waitFor();
  }

  async beginWith(other: Guest): Promise<void> {
    await this.page.getByText('New conversation').click();
    await this.page.getByLabel(/With whom/).fill(other.name);
    await this.press('Begin');
    await this.page.getByRole('heading', { name: other.name }).waitFor();
  }

  /** Opens the one conversation there is, and says who that is. */
  async openConversation(other: Guest): Promise<void> {
    await this.page.locator('.conversation').first().click();
    const look = this.page.getByLabel('User name or address');
    if (await look.isVisible()) {
      await look.fill(other.name);
      await this.press('Look up');
    }
    await this.page.getByRole('heading', { name: other.name }).waitFor();
  }

  async write(text: string): Promise<void> {
    await this.page.getByLabel('Message', { exact: true }).fill(text);
    await this.press('Send');
  }

  async sees(text: string): Promise<void> {
    await this.page.getByText(text, { exact: true }).last().waitFor();
  }

  press(name: string): Promise<void> {
    return this.page.getByRole('button', { name, exact: true }).click();
  }

  /** The mode that the banner says. */
  says(mode: 'normal' | 'degraded'): Promise<void> {
    return this.page.locator(`.mode[data-mode="${mode}"]`).waitFor();
  }

  /** Comes anew, through relays alone where that is said. */
  async reload(ways: 'all' | 'relay' = 'all'): Promise<void> {
    await this.page.goto(`${this.url}/?ways=${ways}`);
    await this.page.getByText('New conversation').waitFor();
  }

  /** Resolves when media of the other goes on arriving; gives by which way. */
  async hears(): Promise<string> {
    const tile = this.page.locator('.tile:not(.own)').first();
    await tile.waitFor();
    const received = async () => Number(await tile.getAttribute('data-received'));
    const before = await until('media to arrive', received, patience);
    await until('more of it to arrive', async () => (await received()) > before + 10_000, patience);
    return (await tile.getAttribute('data-way')) ?? '';
  }

  /** Waits until she is in no call any more. */
  async isAlone(): Promise<void> {
    await this.page.locator('.call').waitFor({ state: 'detached' });
  }

  async picture(what: string, colorScheme: 'light' | 'dark' = 'light'): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    await this.page.emulateMedia({ colorScheme });
    await this.page.screenshot({ path: join(screenshots, `${what}-${colorScheme}.png`) });
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}
