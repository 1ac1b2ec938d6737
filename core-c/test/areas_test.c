// SPDX-License-Identifier: Apache-2.0
//
// Each area says which documents it is about: others are not held to its rules.
#include "check/check.h"
#include "fixture.h"
#include "front/oci.h"

static void expect(enum gty_input input, const char *text, const char *code, bool found) {
    struct fixture fixture;
    struct gty_config config;
    struct gty_options options = {.bundle = GTY_TEXT("/bundle"), .spec = GTY_TEXT(""), .input = input};
    struct gty_host host = {.kernel = GTY_TEXT("")};
    char *document = quoted(text);
    parse(&fixture, document);
    if (gty_oci_read_document(&fixture.arena, &fixture.diagnostics, fixture.document, input, &config))
        gty_check(&fixture.diagnostics, &config, &options, &host);
    if (!tap_ok((finding_of(&fixture.diagnostics, code) != NULL) == found, "%s %s in document %d: %s", code,
                found ? "is found" : "is not looked for", (int)input, text))
        show_findings(&fixture.diagnostics);
    release(&fixture);
    free(document);
}

int main(void) {
    expect(GTY_INPUT_OCI, "{}", "GTY-ROOT-001", true);
    expect(GTY_INPUT_PROCESS, "{'cwd':'/','args':['x']}", "GTY-ROOT-001", false);
    expect(GTY_INPUT_RESOURCES, "{}", "GTY-ROOT-001", false);
    expect(GTY_INPUT_PROCESS, "{'cwd':'x','args':['x']}", "GTY-PROCESS-003", true);
    expect(GTY_INPUT_PROCESS, "{'cwd':'/','args':['x'],'env':['A']}", "GTY-PROCESS-006", true);
    expect(GTY_INPUT_PROCESS, "{'cwd':'/','args':['x'],'rlimits':[{'type':'RLIMIT_CORE','soft':2,'hard':1}]}",
           "GTY-RLIMIT-002", true);
    expect(GTY_INPUT_PROCESS, "{'cwd':'/','args':['x'],'scheduler':{'policy':'SCHED_OTHER','nice':20}}",
           "GTY-SCHEDULER-001", true);
    expect(GTY_INPUT_RESOURCES, "{'memory':{'limit':-2}}", "GTY-CGROUP-003", true);
    expect(GTY_INPUT_RESOURCES, "{'cpu':{'idle':2}}", "GTY-CGROUP-010", true);
    expect(GTY_INPUT_RESOURCES, "{'unified':{'a/b':'1'}}", "GTY-UNIFIED-002", true);
    expect(GTY_INPUT_RESOURCES, "{'devices':[{'allow':true}]}", "GTY-DEVICE-005", true);
    expect(GTY_INPUT_RESOURCES, "{}", "GTY-PROCESS-001", false);
    expect(GTY_INPUT_STATE, "{'ociVersion':'1.2.0','id':'x','status':'running','bundle':'/b'}", "GTY-PROCESS-001",
           false);
    return tap_done();
}
