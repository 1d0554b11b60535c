/** Stands for `node:http2` in the hub: its server speaks HTTP/1.1 alone, and loading the other takes a megabyte. */
// oxlint-disable-next-line no-extraneous-class -- only ever asked about with instanceof
export class Http2ServerRequest {}

/** None is ever used: there is no request to close. */
export const constants = {}
