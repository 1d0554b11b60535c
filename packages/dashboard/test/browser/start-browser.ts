import chromium from '@sparticuz/chromium'
import { type Browser, chromium as driver } from 'playwright-core'

/** Starts the Chromium that comes from npm, as it is on a machine without any. */
export async function startBrowser(): Promise<Browser> {
  return driver.launch({
    executablePath: await chromium.executablePath(),
    // One process for everything, as for a Lambda, would end with the first page that is closed.
    args: chromium.args.filter((arg) => arg !== '--single-process' && !arg.startsWith('--headless')),
    headless: true,
  })
}
