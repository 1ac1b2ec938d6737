// SPDX-License-Identifier: Apache-2.0
// The library. `gantry/config` is the part of it that runs anywhere.
export { BridgeUnavailable } from './bridge/index.js'
export { defaultFacts } from './config/default-facts.js'
export type * from './config/oci.js'
export { Container } from './container/container.js'
export { createFactory, Factory, type FactoryOptions } from './container/factory.js'
export type { Process } from './container/process.js'
export type { ContainerState } from './container/state.js'
export type {
  Abortable,
  ContainerEvents,
  ContainerStatus,
  CreateOptions,
  ExitStatus,
  Notice,
  OciState,
  ProcessOptions,
  Stdio,
} from './container/types.js'
export type { Diagnostic, HostFacts, Severity } from './core/types.js'
export { ContainerError, type ContainerErrorCode, type ContainerErrorDetails, isContainerError } from './errors.js'
export { hostFacts } from './host/facts.js'
export type { NetworkInterface } from './network/statistics.js'
export { sandboxConfig } from './sandbox/config.js'
export type { Bind, SandboxConfigOptions } from './sandbox/options.js'
export { SandboxError, type SandboxResult } from './sandbox/result.js'
export { Sandbox, type SandboxOptions, sandbox } from './sandbox/sandbox.js'
