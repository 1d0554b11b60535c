import { join } from 'node:path'

import { endWithPackageManager } from './end-with-package-manager.ts'
import { ensureBuilt } from './ensure-built.ts'

/** `pnpm start`: builds the workspace if something changed since the last time and runs the demo in this process. */
if (!ensureBuilt()) process.exit(1)
endWithPackageManager()
await import(join(import.meta.dirname, '..', 'examples', 'cryoprotect', 'dist', 'main.js'))
