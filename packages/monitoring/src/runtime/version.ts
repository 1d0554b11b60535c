import manifest from '../../package.json' with { type: 'json' }

/** Version of `@cryo/monitoring`. */
export const VERSION: string = manifest.version
