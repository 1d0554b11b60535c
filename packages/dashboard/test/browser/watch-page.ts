import type { Page } from 'playwright-core'

/** What a page did that it must not do. */
export interface WatchedPage {
  /** Errors in the console, exceptions, and requests to anywhere else; one line each. */
  readonly problems: readonly string[]
}

/** Notes from now on what must not happen. @param url - The only origin that may be asked. */
export function watchPage(page: Page, url: string): WatchedPage {
  const problems: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      problems.push(
        `console: ${message.location().url}:${message.location().lineNumber}:${message.location().columnNumber}: ${message.text()}`,
      )
  })
  page.on('pageerror', (error) => problems.push(`exception: ${error.stack ?? error.message}`))
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`answer: ${response.status()} ${response.url()}`)
  })
  page.on('request', (request) => {
    const asked = request.url()
    if (!asked.startsWith(`${url}/`) && !asked.startsWith('data:')) problems.push(`request: ${asked}`)
  })
  return { problems }
}
