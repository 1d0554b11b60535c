import type { VNode } from 'preact'

/** A link to somewhere else that telemetry named: of any scheme but http and https, such as `javascript:`, it stays text. */
export function WebLink({ url, text }: { readonly url: string; readonly text: string }): VNode {
  const parsed = URL.parse(url)
  const isWeb = parsed !== null && (parsed.protocol === 'http:' || parsed.protocol === 'https:')
  if (!isWeb) return <span class="faint">{url}</span>
  return (
    <a href={parsed.href} rel="noreferrer noopener" target="_blank">
      {text}
    </a>
  )
}
