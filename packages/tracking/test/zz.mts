import { startOperation } from '../src/index.ts'
import { captureTelemetry } from './fixtures/telemetry.ts'
const mode=process.argv[2]
if(mode!=='none')captureTelemetry()
const first: WeakRef<object>[]=[]
function startNext(depth:number):any{const operation=startOperation('s.chain');if(depth===0)return operation;first.push(new WeakRef(operation));const last=operation.run(()=>startNext(depth-1));operation.end();return last}
const last=startNext(Number(process.argv[3]??50))
await new Promise(r=>setImmediate(r))
for(let i=0;i<5;i++){await new Promise(r=>setTimeout(r,20));(globalThis as any).gc()}
console.log(mode,first.filter(r=>r.deref()!==undefined).length)
if(mode==='heap'){const v8=await import('node:v8');v8.writeHeapSnapshot('/tmp/track-probe/h.heapsnapshot')}
last.end()
