import {SECRET_TEXTS,SECRET_TOKENS,HARMLESS_TEXTS} from './canaries.ts'
import {redactText} from '../../src/redaction/index.ts'
for(const c of ['hunter2','c4n4ry-VALUE','longcanarysecretvalue'])for(const t of SECRET_TEXTS){const s=t.includes('#access')?t.replace('=#','='+c):t.replace('#',c);const r=redactText(s);if(r.includes(c))console.log('LEAK',s,'=>',r)}
for(const t of SECRET_TOKENS){for(const s of [t,'x '+t+' y',`"${t}"`,`/${t}/`]){const r=redactText(s);if(r.includes(t.slice(-8)))console.log('LEAK',s,r)}}
for(const t of HARMLESS_TEXTS){const r=redactText(t);if(r!==t)console.log('OVER',t,'=>',r)}
console.log(SECRET_TEXTS.length)
