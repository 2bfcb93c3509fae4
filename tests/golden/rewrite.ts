/** Rewrites what tests compare with: `npm run golden`. Review the difference like code. */
import { rewriteRecorded } from '../../bench/recorded.ts'

await rewriteRecorded()
