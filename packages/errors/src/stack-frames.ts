import { CAUSED_BY } from '@cryo/conventions/redaction'

/** Lines of a stack that are looked at, and how long a line may be. */
const MAX_LINES = 128
const MAX_LINE_LENGTH = 1024

const DEPENDENCY = /[/\\]node_modules[/\\]|^node:|^internal[/\\]/

/** One frame of the application's own code. */
export interface StackFrame {
  /** Name without what varies, such as `[as alias]`; empty for an anonymous function. */
  readonly functionName: string
  /** Path from the working directory, with `/`, without digests of its content. */
  readonly file: string
  /** `line:column`. */
  readonly position: string
}

/** Finds the frames of the application in the stack of an error, the throwing one first; those of causes are not. */
export function readApplicationFrames(stack: string, limit: number): StackFrame[] {
  const frames: StackFrame[] = []
  for (const line of stack.split('\n', MAX_LINES)) {
    if (line.startsWith(CAUSED_BY) || frames.length >= limit) break
    const frame = readFrame(line)
    const previous = frames.at(-1)
    // However deep a recursion went, it is one frame.
    const isRepeated = previous?.functionName === frame?.functionName && previous?.file === frame?.file
    if (frame !== undefined && !(isRepeated && frame.functionName !== '')) frames.push(frame)
  }
  return frames
}

/** Reads `at fn (file:line:column)` or `at file:line:column`; `undefined` for all that is not application code. */
function readFrame(line: string): StackFrame | undefined {
  const text = line.length > MAX_LINE_LENGTH ? '' : line.trim()
  if (!text.startsWith('at ')) return undefined
  const call = text.slice(text.startsWith('at async ') ? 9 : 3)
  const open = call.endsWith(')') ? call.indexOf(' (') : -1
  const location = open < 0 ? call : call.slice(open + 2, -1)
  const position = /:\d+:\d+$/.exec(location)
  const path = location.slice(0, position?.index).replace(/^file:\/\//, '')
  if (position === null || path === '' || DEPENDENCY.test(path)) return undefined
  return {
    functionName: open < 0 ? '' : normaliseFunction(call.slice(0, open)),
    file: normalisePath(path),
    position: position[0].slice(1),
  }
}

function normaliseFunction(name: string): string {
  const plain = name.replace(/ \[as [^\]]*\]$/, '').replace(/^(?:new |Object\.|Module\.)/, '')
  return plain === '<anonymous>' || plain === 'eval' ? '' : plain
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
