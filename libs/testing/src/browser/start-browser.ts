import { join } from 'node:path';
import { type Browser } from 'playwright-core';
import { removeFolder, temporaryFolder } from '../process/temporary-folder';
import { findChromium } from './chromium-installation';

const args = [
  '--no-sandbox', // Root may not use it, and it is told nothing but our own pages.
  ...['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=fps=5'],
  // Ways through are addresses, not names that only a network's multicast knows.
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  ...['--autoplay-policy=no-user-gesture-required', '--disable-dev-shm-usage', '--disable-gpu'],
];

/**
 * Starts a real Chromium of our own, whose camera and microphone are invented and allowed. It ends with this process
 * at the latest. Rejects with ChromiumMissingError.
 */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  // Large, and loaded by whoever needs it alone.
  const { chromium } = await import('playwright-core');
  const folder = temporaryFolder('chromium');
  const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: join(folder, 'config') };
  const browser = await chromium.launch({ executablePath, args, env: env as Record<string, string> });
  browser.on('disconnected', () => void removeFolder(folder));
  return browser;
}
