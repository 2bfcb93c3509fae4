/** The second half of `npm run build`: bundles what runs in a browser, and the executable. */
import { join } from 'node:path'
import { makeBundles } from './bundles.ts'
import { bundleExecutable } from './executable.ts'

await makeBundles()
await bundleExecutable(join(import.meta.dirname, '..'), 'dist')
