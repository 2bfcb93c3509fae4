/** The second half of `npm run build`: bundles what runs in a browser, and the executable. */
import { join } from 'node:path'
import { makeBundles } from './bundles.ts'
import { bundleExecutable, removeExecutable } from './executable.ts'

const root = join(import.meta.dirname, '..')
await makeBundles()
removeExecutable(root, 'dist')
bundleExecutable(root, 'dist')
