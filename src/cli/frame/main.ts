#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// The `gantry` command, for whoever starts this process.
import { basename } from 'node:path'
import { command } from './command.js'
import { ownWorld } from './world.js'

const [, file = '', ...line] = process.argv
const program = basename(file).replace(/\.[cm]?[jt]s$/, '')
// The file's own name, when no link or package manager gave it another.
const name = program === 'cli' || program === 'main' || program === '' ? 'gantry' : program

// Node's warnings are about Node; what a container or its engine reads must hold nothing else.
process.removeAllListeners('warning')

command(ownWorld(), name, line).then((status) => process.exit(status))
