import { family, sample, scenario } from './sample.ts'
import type { Family } from './sample.ts'

const PG = '/srv/api/node_modules/.pnpm/pg@8.23.1/node_modules/pg-pool/index.js:45:11'
const TICK = 'process.processTicksAndRejections node:internal/process/task_queues:105:5'
/** One function through which all queries go. */
const QUERY = [
  'async query /srv/api/src/database.ts:14:20',
  'async insertMixture /srv/api/src/store.ts:30:3',
  'async postMixture /srv/api/src/routes.ts:52:3',
]
const UNDICI = 'node:internal/deps/undici/undici:13510:13'
const LOAD = ['async getJson /srv/api/src/http.ts:8:20', 'async loadCompound /srv/api/src/reference.ts:12:3']
const ZOD = '/srv/api/node_modules/zod/v4/core/parse.js:9:19'
const AXIOS = 'settle /srv/api/node_modules/axios/lib/core/settle.js:19:12'
const AXIOS_CALL = [
  'async fetchPrices /srv/api/src/prices.ts:10:20',
  'async refresh /srv/api/src/prices.ts:30:3',
]

/** Errors of Node.js and of packages, which reach the application in one place. */
export const LIBRARIES: readonly Family[] = [
  family(
    'pg, through one function',
    scenario(
      'unique violation',
      sample('DatabaseError', 'duplicate key value violates unique constraint "mixture_pkey"', [
        PG,
        TICK,
        ...QUERY,
      ]),
      sample('DatabaseError', 'duplicate key value violates unique constraint "mixture_pkey"', [
        PG,
        ...QUERY,
      ]),
      sample('DatabaseError', 'duplicate key value violates unique constraint "mixture_name"', [
        PG,
        TICK,
        ...QUERY,
      ]),
    ),
    scenario(
      'no such table',
      sample('DatabaseError', 'relation "mixture" does not exist', [PG, TICK, ...QUERY]),
      sample('DatabaseError', 'relation "mixture" does not exist', [PG, ...QUERY]),
    ),
    scenario(
      'cancelled by the time limit',
      sample('DatabaseError', 'canceling statement due to statement timeout', [PG, TICK, ...QUERY]),
      sample('DatabaseError', 'canceling statement due to statement timeout', [PG, ...QUERY]),
    ),
    scenario(
      'deadlock',
      sample('DatabaseError', 'deadlock detected', [PG, TICK, ...QUERY]),
      sample('DatabaseError', 'deadlock detected', [PG, ...QUERY]),
    ),
    scenario(
      'not a number',
      sample('DatabaseError', 'invalid input syntax for type integer: "abc"', [PG, TICK, ...QUERY]),
      sample('DatabaseError', 'invalid input syntax for type integer: "12,5"', [PG, TICK, ...QUERY]),
    ),
    scenario(
      'the server refuses connections',
      sample('Error', 'connect ECONNREFUSED 127.0.0.1:5432', [PG, TICK, ...QUERY]),
      sample('Error', 'connect ECONNREFUSED 10.0.0.7:5433', [PG, TICK, ...QUERY]),
    ),
    scenario(
      'too many connections',
      sample('DatabaseError', 'sorry, too many clients already', [PG, TICK, ...QUERY]),
      sample('DatabaseError', 'sorry, too many clients already', [PG, ...QUERY]),
    ),
  ),
  family(
    'fetch',
    scenario(
      'refused',
      sample(
        'TypeError',
        'fetch failed',
        [UNDICI, TICK, ...LOAD],
        [
          [
            'Error: connect ECONNREFUSED 127.0.0.1:8080',
            ['TCPConnectWrap.afterConnect [as oncomplete] node:net:1611:16'],
          ],
        ],
      ),
      sample(
        'TypeError',
        'fetch failed',
        [UNDICI, TICK, ...LOAD],
        [
          [
            'Error: connect ECONNREFUSED 10.1.2.3:443',
            ['TCPConnectWrap.afterConnect [as oncomplete] node:net:1611:16'],
          ],
        ],
      ),
    ),
    scenario(
      'unknown host',
      sample(
        'TypeError',
        'fetch failed',
        [UNDICI, TICK, ...LOAD],
        [
          [
            'Error: getaddrinfo ENOTFOUND pubchem.example',
            ['GetAddrInfoReqWrap.onlookupall [as oncomplete] node:dns:122:26'],
          ],
        ],
      ),
      sample(
        'TypeError',
        'fetch failed',
        [UNDICI, TICK, ...LOAD],
        [
          [
            'Error: getaddrinfo ENOTFOUND chembl.example',
            ['GetAddrInfoReqWrap.onlookupall [as oncomplete] node:dns:122:26'],
          ],
        ],
      ),
    ),
    scenario(
      'no answer in time',
      sample(
        'TypeError',
        'fetch failed',
        [UNDICI, TICK, ...LOAD],
        [
          [
            'ConnectTimeoutError: Connect Timeout Error (attempted address: pubchem.example:443, timeout: 10000ms)',
            ['onConnectTimeout node:internal/deps/undici/undici:2331:28'],
          ],
        ],
      ),
      sample(
        'TypeError',
        'fetch failed',
        [UNDICI, TICK, ...LOAD],
        [
          [
            'ConnectTimeoutError: Connect Timeout Error (attempted address: chembl.example:443, timeout: 5000ms)',
            ['Timeout.onConnectTimeout [as _onTimeout] node:internal/deps/undici/undici:2331:28'],
          ],
        ],
      ),
    ),
    scenario(
      'aborted',
      sample('AbortError', 'This operation was aborted', [
        'node:internal/deps/undici/undici:13502:13',
        TICK,
        ...LOAD,
      ]),
      sample('AbortError', 'This operation was aborted', [
        'node:internal/deps/undici/undici:13392:13',
        ...LOAD,
      ]),
    ),
    scenario(
      'both addresses refuse',
      sample(
        'TypeError',
        'fetch failed',
        [UNDICI, TICK, ...LOAD],
        [
          ['AggregateError', ['internalConnectMultiple node:net:1139:18']],
          ['Error: connect ECONNREFUSED ::1:80', []],
          ['Error: connect ECONNREFUSED 127.0.0.1:80', []],
        ],
      ),
      sample(
        'TypeError',
        'fetch failed',
        [UNDICI, TICK, ...LOAD],
        [
          ['AggregateError', ['internalConnectMultiple node:net:1139:18']],
          ['Error: connect ECONNREFUSED 127.0.0.1:90', []],
          ['Error: connect ECONNREFUSED ::1:90', []],
        ],
      ),
    ),
  ),
  family(
    'a client like axios',
    scenario(
      'a status of the caller',
      sample('AxiosError', 'Request failed with status code 404', [
        AXIOS,
        'IncomingMessage.handleStreamEnd /srv/api/node_modules/axios/lib/adapters/http.js:599:11',
        ...AXIOS_CALL,
      ]),
      sample('AxiosError', 'Request failed with status code 404', [
        AXIOS,
        'Unzip.handleStreamEnd /srv/api/node_modules/axios/lib/adapters/http.js:599:11',
        ...AXIOS_CALL,
      ]),
      sample('AxiosError', 'Request failed with status code 429', [AXIOS, ...AXIOS_CALL]),
    ),
    scenario(
      'no answer in time',
      sample('AxiosError', 'timeout of 5000ms exceeded', [
        'RedirectableRequest.handleRequestTimeout /srv/api/node_modules/axios/lib/adapters/http.js:675:16',
        ...AXIOS_CALL,
      ]),
      sample('AxiosError', 'timeout of 10000ms exceeded', [
        'RedirectableRequest.handleRequestTimeout /srv/api/node_modules/axios/lib/adapters/http.js:675:16',
        ...AXIOS_CALL,
      ]),
    ),
    scenario(
      'connection reset',
      sample('AxiosError', 'read ECONNRESET', [
        'AxiosError.from /srv/api/node_modules/axios/lib/core/AxiosError.js:95:14',
        ...AXIOS_CALL,
      ]),
      sample('AxiosError', 'read ECONNRESET', [
        'AxiosError.from /srv/api/node_modules/axios/lib/core/AxiosError.js:96:14',
        ...AXIOS_CALL,
      ]),
    ),
    scenario(
      'another call of the client',
      sample('AxiosError', 'Request failed with status code 404', [
        AXIOS,
        'async fetchStock /srv/api/src/stock.ts:10:20',
      ]),
      sample('AxiosError', 'Request failed with status code 500', [
        AXIOS,
        'async fetchStock /srv/api/src/stock.ts:12:20',
      ]),
    ),
  ),
  family(
    'validation like Zod',
    scenario(
      'a mixture is invalid',
      sample(
        'ZodError',
        '[{"code":"invalid_type","expected":"number","path":["molarMass"],"message":"Required"}]',
        [ZOD, 'parseMixture /srv/api/src/schema.ts:20:17'],
      ),
      sample(
        'ZodError',
        '[{"code":"too_small","minimum":0,"path":["ratio"]},{"code":"invalid_type","path":["name"]}]',
        [ZOD, 'parseMixture /srv/api/src/schema.ts:22:17'],
      ),
      sample('ZodError', '[\n  {\n    "code": "unrecognized_keys",\n    "keys": [ "x" ]\n  }\n]', [
        ZOD,
        'parseMixture /srv/api/src/schema.ts:22:17',
      ]),
    ),
    scenario(
      'a molecule is invalid',
      sample(
        'ZodError',
        '[{"code":"invalid_type","expected":"number","path":["molarMass"],"message":"Required"}]',
        [ZOD, 'parseMolecule /srv/api/src/schema.ts:50:17'],
      ),
      sample('ZodError', '[{"code":"invalid_string","path":["smiles"]}]', [
        ZOD,
        'parseMolecule /srv/api/src/schema.ts:50:17',
      ]),
    ),
    scenario(
      'a configuration is invalid',
      sample('ZodError', '[{"code":"invalid_type","path":["port"]}]', [
        ZOD,
        'loadConfiguration /srv/api/src/configuration.ts:9:10',
      ]),
      sample('ZodError', '[{"code":"invalid_enum_value","path":["mode"]}]', [
        ZOD,
        'loadConfiguration /srv/api/src/configuration.ts:10:10',
      ]),
    ),
  ),
  family(
    'causes',
    scenario(
      'could not load, as the file is missing',
      sample(
        'LoadError',
        'could not load run 12',
        ['load /srv/api/src/load.ts:10:11', 'main /srv/api/src/main.ts:3:1'],
        [
          [
            "Error: ENOENT: no such file or directory, open '/data/12.json'",
            ['async open node:internal/fs/promises:639:25'],
          ],
        ],
      ),
      sample(
        'LoadError',
        'could not load run 13',
        ['load /srv/api/src/load.ts:11:11', 'main /srv/api/src/main.ts:3:1'],
        [
          [
            "Error: ENOENT: no such file or directory, open '/data/13.json'",
            ['async open node:internal/fs/promises:640:25'],
          ],
        ],
      ),
    ),
    scenario(
      'could not load, as the file is broken',
      sample(
        'LoadError',
        'could not load run 12',
        ['load /srv/api/src/load.ts:10:11', 'main /srv/api/src/main.ts:3:1'],
        [['SyntaxError: Unexpected end of JSON input', ['JSON.parse <anonymous>']]],
      ),
      sample(
        'LoadError',
        'could not load run 99',
        ['load /srv/api/src/load.ts:10:11', 'main /srv/api/src/main.ts:3:1'],
        [['SyntaxError: Unexpected token \'<\', "<html>" is not valid JSON', ['JSON.parse <anonymous>']]],
      ),
    ),
    scenario(
      'could not load, as it may not be read',
      sample(
        'LoadError',
        'could not load run 12',
        ['load /srv/api/src/load.ts:10:11', 'main /srv/api/src/main.ts:3:1'],
        [["Error: EACCES: permission denied, open '/data/12.json'", []]],
      ),
      sample(
        'LoadError',
        'could not load run 14',
        ['load /srv/api/src/load.ts:12:11', 'main /srv/api/src/main.ts:4:1'],
        [["Error: EACCES: permission denied, open '/data/14.json'", []]],
      ),
    ),
    scenario(
      'could not load, of no known cause',
      sample('LoadError', 'could not load run 12', [
        'load /srv/api/src/load.ts:10:11',
        'main /srv/api/src/main.ts:3:1',
      ]),
      sample(
        'LoadError',
        'could not load run 15',
        ['load /srv/api/src/load.ts:10:11', 'main /srv/api/src/main.ts:3:1'],
        [['Error: out of luck', ['luck /srv/api/src/luck.ts:1:1']]],
      ),
    ),
    scenario(
      'all mirrors failed, by time',
      sample(
        'AggregateError',
        'All promises were rejected',
        [],
        [
          ['TimeoutError: mirror 1 is slow', ['ask /srv/api/src/mirror.ts:3:9']],
          ['TimeoutError: mirror 2 is slow', ['ask /srv/api/src/mirror.ts:3:9']],
        ],
      ),
      sample(
        'AggregateError',
        'All promises were rejected',
        [],
        [['TimeoutError: mirror 3 is slow', ['ask /srv/api/src/mirror.ts:3:9']]],
      ),
    ),
    scenario(
      'all mirrors failed, by form',
      sample(
        'AggregateError',
        'All promises were rejected',
        [],
        [['SyntaxError: Unexpected end of JSON input', ['JSON.parse <anonymous>']]],
      ),
      sample(
        'AggregateError',
        'All promises were rejected',
        [],
        [
          ['SyntaxError: Unexpected end of JSON input', []],
          ['SyntaxError: Unexpected end of JSON input', []],
        ],
      ),
    ),
  ),
]
