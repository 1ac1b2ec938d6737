// The part of the WebAssembly API that this package uses. It is in TypeScript's types of the browser, which would
// bring window, document and name along, and not in those of Node.
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>)
    static imports(module: Module): { module: string; name: string; kind: string }[]
    static exports(module: Module): { name: string; kind: string }[]
  }

  class Instance {
    constructor(module: Module, imports?: Record<string, Record<string, unknown>>)
    readonly exports: Record<string, unknown>
  }

  class Memory {
    readonly buffer: ArrayBuffer
    grow(pages: number): number
  }

  class RuntimeError extends Error {}
}
