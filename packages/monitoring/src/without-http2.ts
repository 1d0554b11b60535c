/** Stands for `node:http2` in the hub: its server speaks HTTP/1.1 alone, and loading the other takes a megabyte. */
export class Http2ServerRequest {}

/** None is ever used: there is no request to close. */
export const constants = {}
