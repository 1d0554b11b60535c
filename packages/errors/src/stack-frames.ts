import { CAUSED_BY } from '@cryo/conventions/redaction'

/** Lines of a stack that are looked at, and how long a line may be. */
const MAX_LINES = 128
const MAX_LINE_LENGTH = 1024
/** No person writes lines that long: past this column a file was minified, and its names are new with each build. */
const MINIFIED_COLUMN = 500

const DEPENDENCY = /[/\\]node_modules[/\\]|^node:|^internal[/\\]/
/** What V8 calls a function without a name by the object that it is called on. */
const ANONYMOUS = /^(?:|eval|.*<anonymous>|Timeout\._onTimeout|Immediate\._onImmediate)$/

/** One frame of the application's own code. */
export interface StackFrame {
  /** Name without what varies, such as `[as alias]`; empty where there is none that lasts. */
  readonly functionName: string
  /** Path from the working directory, with `/`, without digests of its content. */
  readonly file: string
}

/** What a stack tells of where an error comes from. */
export interface ErrorOrigin {
  /** Frames of the application, the throwing one first; those of causes are not among them. */
  readonly frames: readonly StackFrame[]
  /** Whether code of Node.js or of a package threw it: then one place in the application sees many errors. */
  readonly isForeign: boolean
}

/** Finds where in the application an error comes from. */
export function readOrigin(stack: string, limit: number): ErrorOrigin {
  const frames: StackFrame[] = []
  let isForeign: boolean | undefined
  for (const line of stack.split('\n', MAX_LINES)) {
    if (line.startsWith(CAUSED_BY) || frames.length >= limit) break
    const location = readLocation(line)
    if (location === undefined) continue
    isForeign ??= location.isForeign
    if (location.isForeign) continue
    const { frame } = location
    const previous = frames.at(-1)
    // However deep a recursion went, it is one frame.
    const isRepeated = previous?.functionName === frame.functionName && previous.file === frame.file
    if (!isRepeated) frames.push(frame)
  }
  return { frames, isForeign: isForeign ?? false }
}

type Location = { readonly isForeign: true } | { readonly isForeign: false; readonly frame: StackFrame }

/** Reads `at fn (file:line:column)` or `at file:line:column`; `undefined` for lines that name no place. */
function readLocation(line: string): Location | undefined {
  const text = line.length > MAX_LINE_LENGTH ? '' : line.trim()
  if (!text.startsWith('at ')) return undefined
  const call = text.slice(text.startsWith('at async ') ? 9 : 3)
  const open = call.endsWith(')') ? call.indexOf(' (') : -1
  const location = open < 0 ? call : call.slice(open + 2, -1)
  const position = /:\d+:(?<column>\d+)$/.exec(location)
  const path = location.slice(0, position?.index).replace(/^file:\/\//, '')
  if (position === null || path === '') return undefined
  if (DEPENDENCY.test(path)) return { isForeign: true }
  const isMinified = Number(position.groups?.['column']) >= MINIFIED_COLUMN
  const functionName = open < 0 || isMinified ? '' : normaliseFunction(call.slice(0, open))
  return { isForeign: false, frame: { functionName, file: normalisePath(path) } }
}

function normaliseFunction(name: string): string {
  const plain = name.replace(/ \[as [^\]]*\]$/, '').replace(/^(?:new |Object\.|Module\.)/, '')
  return ANONYMOUS.test(plain) ? '' : plain
}

/** Where the application was started; it may go elsewhere, and the folder may go. */
const ROOT = readRoot()

function readRoot(): string {
  try {
    return `${process.cwd().replaceAll('\\', '/')}/`
  } catch {
    return '/'
  }
}

/** The same file has the same path wherever the application is installed, and however its bundle is named. */
function normalisePath(path: string): string {
  const forward = path.replaceAll('\\', '/').replace(/[?#].*$/, '')
  const relative = forward.startsWith(ROOT) ? forward.slice(ROOT.length) : forward
  return relative.replaceAll(/[-.](?=[A-Za-z_]*\d)\w{8,}(?=\.)/g, '')
}
