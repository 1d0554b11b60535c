import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContext, chromium as driver } from 'playwright-core'

/** How somebody looks at the page. */
export interface Look {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly isDark?: boolean
  readonly hasContrast?: boolean
}

export const DESKTOP: Look = { name: 'desktop-light', width: 1440, height: 900 }
export const LOOKS: readonly Look[] = [
  DESKTOP,
  { name: 'desktop-dark', width: 1440, height: 900, isDark: true },
  { name: 'phone-light', width: 390, height: 844 },
  { name: 'phone-dark', width: 390, height: 844, isDark: true },
  { name: 'contrast', width: 1440, height: 900, hasContrast: true },
]

/**
 * Not those of the package: they are for a cloud, end everything with the first page that closes, and switch off the
 * security between sites that is tested here.
 */
const ARGS = ['--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none']

/** Starts the Chromium that comes from npm: no other one is needed, and none that is there is taken. */
export async function startBrowser(): Promise<Browser> {
  return driver.launch({ executablePath: await chromium.executablePath(), args: ARGS, headless: true })
}

/** A browser of its own for one who looks. */
export async function openContext(browser: Browser, look: Look = DESKTOP): Promise<BrowserContext> {
  return browser.newContext({
    // What the system says, such as `C`, is no language.
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: look.width, height: look.height },
    deviceScaleFactor: look.width < 500 ? 2 : 1,
    colorScheme: look.isDark === true ? 'dark' : 'light',
    contrast: look.hasContrast === true ? 'more' : 'no-preference',
    reducedMotion: 'reduce',
  })
}
