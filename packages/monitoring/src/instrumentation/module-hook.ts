import { Module } from 'node:module'
import { sep } from 'node:path'

import type { InstrumentationRuntime, Stop } from './instrumentation-runtime.ts'
import { patchMethod } from './patch-method.ts'

/**
 * Changes what a CommonJS file exports, in place.
 *
 * @param late - Whether the application may have used the exports already.
 */
export type ModulePatch = (exports: unknown, late: boolean) => Stop

/** Files of packages, such as `pg/lib/client.js`, and what is done to them. */
export type ModulePatches = Readonly<Record<string, ModulePatch>>

const NODE_MODULES = `${sep}node_modules${sep}`

/**
 * Patches files of packages once they are loaded, and at once those that are loaded already.
 *
 * `Module.prototype.load` evaluates each CommonJS file exactly once, whether it was required or imported, so
 * that neither the order of imports nor the kind of the application matters, and cached modules cost nothing.
 */
export function patchModules(runtime: InstrumentationRuntime, patches: ModulePatches): Stop {
  const stops: Stop[] = []
  const visit = (filename: string, exports: unknown, late: boolean): void => {
    const patch = patches[nameInPackage(filename)]
    if (patch === undefined) return
    try {
      stops.push(patch(exports, late))
    } catch (error) {
      runtime.fail(error)
    }
  }
  for (const [filename, module] of Object.entries(cachedModules())) {
    if (module?.loaded === true) visit(filename, module.exports, true)
  }
  stops.push(
    patchMethod(
      Module.prototype as object as { load: unknown },
      'load',
      (load) =>
        function (this: unknown) {
          Reflect.apply(load, this, arguments)
          const { filename, exports } = this as NodeJS.Module
          if (typeof filename === 'string') visit(filename, exports, false)
        },
    ),
  )
  return () => {
    for (const stop of stops) stop()
  }
}

/** `pg/lib/client.js` of `/app/node_modules/pg/lib/client.js`; empty outside of packages. */
function nameInPackage(filename: string): string {
  const start = filename.lastIndexOf(NODE_MODULES)
  if (start === -1) return ''
  const name = filename.slice(start + NODE_MODULES.length)
  return sep === '/' ? name : name.replaceAll(sep, '/')
}

function cachedModules(): Record<string, NodeJS.Module | undefined> {
  return (Module as object as { _cache: Record<string, NodeJS.Module | undefined> })._cache
}
