/**
 * A8 iii: the spam filter of event recorders, one token bucket per object, of kubelets and of controllers. The bucket is one number: when it
 * will be full, from which what is in it follows.
 * Source: kubernetes v1.35 staging/src/k8s.io/client-go/tools/record/events_cache.go, EventSourceObjectSpamFilter.
 */

import { usPerSecond } from '../kernel/time.ts'
import { fullAfterUs } from '../kernel/token-bucket.ts'

/** So many events of an object pass at once ... */
const burst = 25
/** ... and one more after each such time. */
const refillUs = 300 * usPerSecond

/** When the bucket will be full once an event of that time has passed; -1 if the filter holds it back. */
export function passedFullAtUs(fullAtUs: number, timeUs: number): number {
  return fullAtUs - timeUs > (burst - 1) * refillUs ? -1 : fullAfterUs(fullAtUs, timeUs, refillUs)
}
