import { family, sample, scenario } from './sample.ts'
import type { Family } from './sample.ts'

const TICK = 'process.processTicksAndRejections node:internal/process/task_queues:105:5'
const LAYER = 'Layer.handleRequest /srv/api/node_modules/router/lib/layer.js:152:17'

/** Errors that the application throws itself, and those of the language. */
export const APPLICATION: readonly Family[] = [
  family(
    'own classes',
    scenario(
      'a mixture is not found',
      sample('NotFoundError', 'mixture 17 not found', [
        'loadMixture /srv/api/src/mixtures.ts:20:11',
        'async getMixture /srv/api/src/routes.ts:9:5',
      ]),
      sample('NotFoundError', 'mixture 4711 not found', [
        'loadMixture /srv/api/src/mixtures.ts:20:11',
        'async getMixture /srv/api/src/routes.ts:9:5',
      ]),
      sample('NotFoundError', 'mixture 9 not found', [
        'loadMixture /srv/api/src/mixtures.ts:31:13',
        TICK,
        'async getMixture /srv/api/src/routes.ts:14:5',
      ]),
    ),
    scenario(
      'a molecule is not found',
      sample('NotFoundError', 'molecule CHEMBL25 not found', [
        'loadMolecule /srv/api/src/molecules.ts:12:11',
        'async getMolecule /srv/api/src/routes.ts:30:5',
      ]),
      sample('NotFoundError', 'molecule CHEMBL1201585 not found', [
        'loadMolecule /srv/api/src/molecules.ts:12:11',
        'async getMolecule /srv/api/src/routes.ts:30:5',
      ]),
      sample('NotFoundError', 'molecule trehalose not found', [
        'loadMolecule /srv/api/src/molecules.ts:15:11',
        LAYER,
        'async getMolecule /srv/api/src/routes.ts:33:5',
      ]),
    ),
    scenario(
      'a mixture may not be read',
      sample('ForbiddenError', 'mixture 17 not found', [
        'loadMixture /srv/api/src/mixtures.ts:24:11',
        'async getMixture /srv/api/src/routes.ts:9:5',
      ]),
      sample('ForbiddenError', 'mixture 18 not found', [
        'loadMixture /srv/api/src/mixtures.ts:24:11',
        'async getMixture /srv/api/src/routes.ts:9:5',
      ]),
    ),
    scenario(
      'a concentration is out of range',
      sample('RangeError', 'concentration must be between 0 and 12 mol/l, got 40', [
        'checkConcentration /srv/api/src/parse.ts:44:9',
        'parseMixture /srv/api/src/parse.ts:20:3',
        'async postMixture /srv/api/src/routes.ts:50:20',
      ]),
      sample('RangeError', 'concentration must be between 0 and 12 mol/l, got -3.5', [
        'checkConcentration /srv/api/src/parse.ts:44:9',
        'parseMixture /srv/api/src/parse.ts:20:3',
        'async postMixture /srv/api/src/routes.ts:50:20',
      ]),
      sample('RangeError', 'concentration must be between 0 and 10 mol/l, got 11', [
        'checkConcentration /srv/api/src/parse.ts:47:11',
        'parseMixture /srv/api/src/parse.ts:22:3',
        'async postMixture /srv/api/src/routes.ts:51:20',
      ]),
    ),
    scenario(
      'a fit does not converge',
      sample('NonConvergenceError', 'viscosity fit did not converge after 500 steps', [
        'Fitter.fit /srv/api/src/fit.ts:88:13',
        'screen /srv/api/src/screen.ts:12:22',
      ]),
      sample('NonConvergenceError', 'viscosity fit did not converge after 1000 steps', [
        'Fitter.fit [as run] /srv/api/src/fit.ts:88:13',
        'screen /srv/api/src/screen.ts:12:22',
      ]),
      sample('NonConvergenceError', 'viscosity fit did not converge after 500 steps', [
        'Fitter.fit file:///srv/api/src/fit.ts:90:13',
        'screen file:///srv/api/src/screen.ts:14:22',
      ]),
    ),
  ),
  family(
    'TypeErrors of the language',
    scenario(
      'reading of undefined in the report',
      sample('TypeError', "Cannot read properties of undefined (reading 'glassTransition')", [
        'formatRow /srv/api/src/report.ts:17:30',
        'Array.map <anonymous>',
        'renderReport /srv/api/src/report.ts:40:10',
      ]),
      sample('TypeError', "Cannot read properties of undefined (reading 'name')", [
        'formatRow /srv/api/src/report.ts:18:22',
        'Array.map <anonymous>',
        'renderReport /srv/api/src/report.ts:40:10',
      ]),
      sample('TypeError', "Cannot read properties of null (reading 'name')", [
        'formatRow /srv/api/src/report.ts:18:22',
        'renderReport /srv/api/src/report.ts:44:10',
      ]),
    ),
    scenario(
      'reading of undefined in the import',
      sample('TypeError', "Cannot read properties of undefined (reading 'name')", [
        'readRow /srv/api/src/import.ts:22:14',
        'importFile /srv/api/src/import.ts:55:3',
      ]),
      sample('TypeError', "Cannot read properties of undefined (reading 'smiles')", [
        'readRow /srv/api/src/import.ts:25:14',
        'async importFile /srv/api/src/import.ts:58:3',
      ]),
    ),
    scenario(
      'calling what is no function',
      sample('TypeError', 'predictor.run is not a function', [
        'predict /srv/api/src/predict.ts:9:13',
        'async postPrediction /srv/api/src/routes.ts:80:18',
      ]),
      sample('TypeError', 'predictor.run is not a function', [
        'predict /srv/api/src/predict.ts:10:13',
        'async postPrediction /srv/api/src/routes.ts:84:18',
      ]),
      sample('TypeError', 'predictor.run is not a function', [
        'predict /srv/api/src/predict.ts:77:13',
        TICK,
        'async postPrediction /srv/api/src/routes.ts:90:18',
      ]),
    ),
    scenario(
      'a recursion without end',
      sample('RangeError', 'Maximum call stack size exceeded', [
        'expand /srv/api/src/tree.ts:5:10',
        'expand /srv/api/src/tree.ts:7:12',
        'expand /srv/api/src/tree.ts:7:12',
        'expand /srv/api/src/tree.ts:7:12',
      ]),
      sample('RangeError', 'Maximum call stack size exceeded', [
        'expand /srv/api/src/tree.ts:7:12',
        'expand /srv/api/src/tree.ts:7:12',
      ]),
    ),
    scenario(
      'assigning to a constant',
      sample('TypeError', 'Assignment to constant variable.', [
        'next /srv/api/src/cursor.ts:30:5',
        'readAll /srv/api/src/cursor.ts:44:7',
      ]),
      sample('TypeError', 'Assignment to constant variable.', [
        'next /srv/api/src/cursor.ts:31:5',
        'readAll /srv/api/src/cursor.ts:45:7',
      ]),
    ),
  ),
  family(
    'functions without a name',
    scenario(
      'the timer of the cache',
      sample('Error', 'cache of 512 entries could not be written', [
        'Timeout._onTimeout /srv/api/src/cache.ts:12:11',
        'listOnTimeout node:internal/timers:594:17',
      ]),
      sample('Error', 'cache of 90 entries could not be written', [
        'Timeout._onTimeout /srv/api/src/cache.ts:15:11',
        'listOnTimeout node:internal/timers:594:17',
      ]),
    ),
    scenario(
      'the timer of the session',
      sample('Error', 'session 7f3a9c01 has expired', [
        'Timeout._onTimeout /srv/api/src/cache.ts:40:11',
        'listOnTimeout node:internal/timers:594:17',
      ]),
      sample('Error', 'session 19bb02d4 has expired', [
        'Timeout._onTimeout /srv/api/src/cache.ts:42:11',
        'listOnTimeout node:internal/timers:594:17',
      ]),
    ),
    scenario(
      'a handler without a name',
      sample('Error', 'no body', ['/srv/api/src/server.ts:20:9', LAYER]),
      sample('Error', 'no body', ['/srv/api/src/server.ts:26:9', LAYER]),
      sample('Error', 'no body', ['Server.<anonymous> /srv/api/src/server.ts:26:9']),
    ),
    scenario(
      'a listener without a name',
      sample('Error', 'the socket is gone', [
        'Socket.<anonymous> /srv/api/src/server.ts:60:9',
        'Socket.emit node:events:518:28',
      ]),
      sample('Error', 'the socket is gone', [
        'Socket.<anonymous> /srv/api/src/server.ts:63:9',
        'Socket.emit node:events:518:28',
      ]),
    ),
    scenario(
      'the top of a module',
      sample('Error', 'DATABASE_URL is missing', [
        'Object.<anonymous> /srv/api/src/config.js:3:9',
        'Module._compile node:internal/modules/cjs/loader:1554:14',
      ]),
      sample('Error', 'DATABASE_URL is missing', [
        'file:///srv/api/src/config.js:4:9',
        'ModuleJob.run node:internal/modules/esm/module_job:343:25',
      ]),
    ),
  ),
  family(
    'minified bundles',
    scenario(
      'no units, over two builds',
      sample('Error', 'unit mol/l is unknown', [
        't /srv/app/dist/main-4f3a2b1c.js:1:20311',
        'e.run /srv/app/dist/main-4f3a2b1c.js:1:9987',
      ]),
      sample('Error', 'unit mol/l is unknown', [
        'n /srv/app/dist/main-9d8e7f6a.js:1:20355',
        'r.run /srv/app/dist/main-9d8e7f6a.js:1:10021',
      ]),
      sample('Error', 'unit g/kg is unknown', [
        'n /srv/app/dist/main-9d8e7f6a.js:1:20355',
        'r.run /srv/app/dist/main-9d8e7f6a.js:1:10021',
      ]),
    ),
    scenario(
      'no solvent, over two builds',
      sample('Error', 'a mixture needs a solvent', [
        't /srv/app/dist/main-4f3a2b1c.js:1:31500',
        'e.run /srv/app/dist/main-4f3a2b1c.js:1:9987',
      ]),
      sample('Error', 'a mixture needs a solvent', [
        'a /srv/app/dist/main-9d8e7f6a.js:1:31544',
        'r.run /srv/app/dist/main-9d8e7f6a.js:1:10021',
      ]),
    ),
    scenario(
      'the same in another bundle',
      sample('Error', 'a mixture needs a solvent', [
        't /srv/app/dist/worker-4f3a2b1c.js:1:1500',
        'e.run /srv/app/dist/worker-4f3a2b1c.js:1:987',
      ]),
      sample('Error', 'a mixture needs a solvent', [
        'q /srv/app/dist/worker-00aa11bb.js:1:1522',
        'e.run /srv/app/dist/worker-00aa11bb.js:1:999',
      ]),
    ),
    scenario(
      'source maps give the names back',
      sample('Error', 'a mixture needs a solvent', [
        'checkSolvent /srv/app/src/mixture.ts:12:9',
        'screen /srv/app/src/screen.ts:8:3',
      ]),
      sample('Error', 'a mixture needs a solvent', [
        'checkSolvent /srv/app/src/mixture.ts:19:9',
        'screen /srv/app/src/screen.ts:9:3',
      ]),
    ),
    scenario(
      'hashed chunks that are not minified',
      sample('Error', 'row 12 is empty', [
        'readRow /srv/app/dist/chunk-AB12CD34.js:120:11',
        'readAll /srv/app/dist/chunk-AB12CD34.js:140:5',
      ]),
      sample('Error', 'row 990 is empty', [
        'readRow /srv/app/dist/chunk-ZZ99YY88.js:121:11',
        'readAll /srv/app/dist/chunk-ZZ99YY88.js:141:5',
      ]),
    ),
  ),
  family(
    'texts without a stack',
    scenario(
      'a row is broken',
      sample('ImportError', 'row 17 of molecules.csv has no SMILES'),
      sample('ImportError', 'row 9001 of molecules.csv has no SMILES'),
      sample('ImportError', 'row 3 of molecules.csv has no SMILES'),
    ),
    scenario(
      'a row is doubled',
      sample('ImportError', 'row 17 of molecules.csv is a duplicate of row 4'),
      sample('ImportError', 'row 18 of molecules.csv is a duplicate of row 5'),
      sample('ImportError', 'row 1000 of molecules.csv is a duplicate of row 999'),
    ),
    scenario(
      'a job died',
      sample('JobError', 'job 0b9d6f3e-5a52-4d3c-9d53-0d3a7a0c1c11 died on worker-3'),
      sample('JobError', 'job 9f0c8d1e-1111-4222-8333-abcdefabcdef died on worker-12'),
      sample('JobError', 'job 00000000-1111-4222-8333-abcdefabcdef died on worker-1'),
    ),
    scenario(
      'a job is late',
      sample('JobError', 'job 0b9d6f3e-5a52-4d3c-9d53-0d3a7a0c1c11 is late by 12 min'),
      sample('JobError', 'job 9f0c8d1e-1111-4222-8333-abcdefabcdef is late by 3.5 min'),
    ),
    scenario(
      'a reference is not reachable',
      sample('ReferenceError', 'https://pubchem.example/compound/1030 answered with 503'),
      sample('ReferenceError', 'https://pubchem.example/compound/7427?x=1 answered with 502'),
      sample('ReferenceError', 'https://chembl.example/a/b answered with 504'),
    ),
    scenario(
      'somebody is not invited',
      sample('InviteError', 'ann@example.org is not on the list'),
      sample('InviteError', 'bob.b@mail.example.com is not on the list'),
      sample('InviteError', 'c+d@example.net is not on the list'),
    ),
  ),
]
