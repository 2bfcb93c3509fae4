/** The second half of `npm run build`: bundles what runs in a browser. */
import { makeBundles } from './bundles.ts'

await makeBundles()
