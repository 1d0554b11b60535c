const SCRIPTS = ['window.__hit=1', 'self.__hit=1', 'top.__hit=1', 'parent.__hit=1', "eval('__hit=1')"]

const SHAPES: readonly ((script: string) => string)[] = [
  (script) => `<script>${script}</script>`,
  (script) => `"><script>${script}</script>`,
  (script) => `'><img src=x onerror=${script}>`,
  (script) => `<svg onload=${script}>`,
  (script) => `<svg><animate onbegin="${script}" attributeName=x dur=1s>`,
  (script) => `<iframe srcdoc="<script>parent.${script}</script>">`,
  (script) => `<a href="javascript:${script}">x</a>`,
  (script) => `javascript:${script}`,
  (script) => ` JaVa\tScRiPt:${script}`,
  (script) => `data:text/html,<script>${script}</script>`,
  (script) => `</style><script>${script}</script>`,
  (script) => `</title></textarea></noscript><img src=x onerror="${script}">`,
  (script) => `<details open ontoggle="${script}">`,
  (script) => `<math><mtext><table><mglyph><style><img src=x onerror="${script}">`,
  (script) => `\u202e<img src=x onerror="${script}">`,
  (script) => `" onmouseover="${script}" x="`,
  (script) => `' autofocus onfocus='${script}' tabindex=1 '`,
  (script) => `https://x.example/"onclick="${script}`,
  (script) => `\${${script}}{{constructor.constructor("${script}")()}}`,
  (script) =>
    `<link rel=stylesheet href="javascript:${script}"><meta http-equiv=refresh content="0;url=javascript:${script}">`,
]

/** A hundred texts that set `__hit` wherever one of them is taken for markup, an address or code. */
export const SCRIPT_PAYLOADS: readonly string[] = SHAPES.flatMap((shape) => SCRIPTS.map(shape))
