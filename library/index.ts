/**
 * probestorm as a library. Times have their unit in the name; names of metrics are the columns of the tables that `run` writes:
 * `probestorm metrics` explains them.
 */
export type * from '../engine/index.ts'
export {
  featureGates,
  kubeletDefaults,
  kubernetesVersionDefault,
  kubernetesVersions,
  limitDefaults,
  monthSeconds,
  nodeMetrics,
  objectives,
  observedQuantities,
  phaseScopes,
  pooledQuantities,
  probeCpuUsDefaults,
  probeResultNames,
  probeTypeNames,
  restartPolicies,
  scriptAnswers,
  severities,
  startCauses,
  summaryMetrics,
  thresholdStates,
  timeseriesMetrics,
} from '../engine/index.ts'
export { type Diagnostic, InputError } from '../scenarios/diagnostic.ts'
export type { LoadedScenario, ScenarioCounts } from '../scenarios/load-scenario.ts'
export { type Calibration, type CalibrationSource, calibrate } from './calibration.ts'
export { type RecommendationLimits, type Recommended, recommend } from './recommended.ts'
export { loadScenario, type ScenarioSource } from './scenario.ts'
export { compare, type Simulation, type SimulationOptions, simulate } from './simulation.ts'
