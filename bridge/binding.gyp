{
  "targets": [
    {
      "target_name": "gantry",
      # New files are found by themselves: nothing here is edited when one is added.
      "sources": [
        "<!@(node -p \"require('fs').readdirSync('addon').filter((name) => name.endsWith('.cc')).sort().map((name) => 'addon/' + name).join(' ')\")",
        "<!@(node -p \"require('fs').readdirSync('spawn').filter((name) => name.endsWith('.c')).sort().map((name) => 'spawn/' + name).join(' ')\")",
      ],
      "include_dirs": ["../core-c/include", "spawn", "."],
      "defines": [
        "_GNU_SOURCE",
        # Node-API 9 is in Node 20.3 and later; 10 is not in Node 20.
        "NAPI_VERSION=9",
        "NODE_ADDON_API_DISABLE_CPP_EXCEPTIONS",
        "NODE_ADDON_API_DISABLE_DEPRECATED",
        # In a worker that is being ended nothing can be thrown any more: by default that would end the whole process.
        "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS",
      ],
      "cflags": [
        "-Wall",
        "-Wextra",
        "-Werror",
        "-fvisibility=hidden",
        "-fstack-protector-strong",
      ],
      "cflags!": ["-Wno-unused-parameter"],
      "cflags_c": ["-std=c17"],
      "cflags_cc": [
        "-std=c++20",
        # Warnings in headers that are not ours are not ours to fix.
        "-isystem",
        "<!(node -p \"require('path').dirname(require.resolve('node-addon-api'))\")",
      ],
      "cflags_cc!": ["-std=gnu++17", "-std=gnu++20"],
      "ldflags": ["-static-libstdc++", "-static-libgcc", "-Wl,--exclude-libs,ALL", "-Wl,-z,now", "-Wl,--build-id=none"],
    }
  ],
}
