/** The Job controller as the controller manager runs it (W5, W6). */
import type { ClusterState, WorkloadId } from '../../cluster-state.ts'
import { Tracking } from '../../codes.ts'
import { podsOf } from '../../pod-rows.ts'
import { wholeWallSecondUs } from '../../wall-clock.ts'
import { type Controller, type ControllerRule, wake } from '../controller.ts'
import { sync } from './job.ts'
import { appendJob, createJob, jobSees, makerOf } from './job-watch.ts'

/** W6. Source: pkg/controller/apis/config/v1alpha1, concurrent-job-syncs. */
const workers = 5

/** A key is a Job. Those of CronJobs are its, too; of their objects their own controller hears. */
export const jobController: ControllerRule = {
  name: 'job-controller',
  statuses: 'jobs',
  workers,
  sync,
  keeps: ({ job, cronJob }) => job !== undefined && cronJob === undefined,
  watches: ({ cronJob }) => cronJob !== undefined,
  objectChanged(state, _, workload, replicas) {
    const job = createJob(state, workload, makerOf(state, workload))
    state.job.desired[job] = replicas
  },
  podSeen: jobSees,
  ranBefore,
  mayActOnNodes: ({ job: jobs }) => jobs.live > 0 || jobs.news > 0,
  workloadOf: ({ job: jobs }, job) => jobs.workload[job],
}

/** The Job of a live cluster goes on with its pods; those that it lacks it makes at time 0. */
function ranBefore(state: ClusterState, controller: Controller, workload: WorkloadId): void {
  const { job: jobs, jobPod, jobIndex } = state
  const job = appendJob(state, workload, makerOf(state, workload))
  jobs.createdAtUs[job] = Number.NaN
  jobs.startedAtUs[job] = wholeWallSecondUs(state, 0)
  jobs.shownStartUs[job] = jobs.startedAtUs[job]
  jobs.desired[job] = state.spec.workloads[workload].replicas
  for (const pod of podsOf(state, workload)) {
    const number = jobs.created[job]++
    jobPod.job[pod] = job
    jobPod.number[pod] = number
    jobPod.tracking[pod] = Tracking.Kept
    if (jobs.firstIndex[job] < 0) continue
    jobPod.index[pod] = number
    jobIndex.pod[jobs.firstIndex[job] + number] = pod
  }
  wake(state, controller, job)
}
