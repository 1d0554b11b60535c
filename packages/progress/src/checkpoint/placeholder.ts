import { existsSync, readFileSync, writeFileSync, appendFileSync } from 'node:fs'
import { CryoError } from '@cryo/conventions'
export interface CheckpointContent {
  readonly job: string
  readonly runId: string
  readonly traceparent: string | null
  readonly state: 'running' | 'paused' | 'completed' | 'failed'
  readonly items: number
  readonly successful: number
  readonly failed: number
  readonly expectedItems: number | null
  readonly cursor: unknown
  readonly unit: string
  readonly part: string | null
  readonly startedAt: string
  readonly elapsedSeconds: number
}
export interface CheckpointOptions {
  readonly file: string
  readonly job: string
  readonly part?: string
  readonly resume: 'auto' | 'never' | 'require'
}
export interface SavedState {
  readonly file: string
  readonly durable: boolean
  readonly items: number | null
  readonly savedAt: Date | null
  readonly error: Error | null
}
export interface Checkpoint {
  readonly resumed: CheckpointContent | null
  readonly notices: readonly string[]
  readonly status: SavedState
  saveSoon(read: () => CheckpointContent): void
  save(content: CheckpointContent): Promise<void>
  saveNow(content: CheckpointContent): void
  close(): void
}
export interface FailedKeys {
  add(key: unknown): void
  flush(): void
  readonly file: string
}
const locks = new Set<string>()
export function openCheckpoint(o: CheckpointOptions): Checkpoint {
  const file =
    o.part === undefined ? o.file : o.file.replace(/(\.json)?$/, `.${o.part.replace('/', '-of-')}$1`)
  if (locks.has(file)) throw new CryoError('CRYO_CHECKPOINT_LOCKED', 'locked')
  let c: CheckpointContent | null = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
  if (c !== null && c.job !== o.job) throw new CryoError('CRYO_CHECKPOINT_MISMATCH', 'other job')
  if (c === null && o.resume === 'require') throw new CryoError('CRYO_CHECKPOINT_MISSING', 'none')
  if (c?.state === 'completed' || o.resume === 'never') c = null
  locks.add(file)
  let status: SavedState = { file, durable: true, items: c?.items ?? null, savedAt: null, error: null }
  let last = -1e9
  const saveNow = (x: CheckpointContent) => {
    writeFileSync(file, JSON.stringify(x))
    status = { file, durable: true, items: x.items, savedAt: new Date(), error: null }
  }
  return {
    resumed: c,
    notices: [],
    get status() {
      return status
    },
    saveSoon(r) {
      if (performance.now() - last > 1000) {
        last = performance.now()
        saveNow(r())
      }
    },
    async save(x) {
      saveNow(x)
    },
    saveNow,
    close() {
      locks.delete(file)
    },
  }
}
export function openFailedKeys(f: string, mode: 'append' | 'replace'): FailedKeys {
  const file = `${f}.failed.jsonl`
  if (mode === 'replace') writeFileSync(file, '')
  return {
    file,
    add(k) {
      appendFileSync(file, `${JSON.stringify(k)}\n`)
    },
    flush() {},
  }
}
export function readFailedKeys(f: string): readonly unknown[] {
  const file = `${f}.failed.jsonl`
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((l) => JSON.parse(l))
    : []
}
