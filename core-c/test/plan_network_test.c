// SPDX-License-Identifier: Apache-2.0
//
// The network of a plan: what the init does, and what it waits for.
#include "plan_fixture.h"

#define DEVICES(more) CONFIG(PROCESS(more), NAMESPACES("") ",'netDevices':{'eth9':{'name':'eth0'},'eth8':{}}", "")
#define LOOPBACK "{'type':'loopback','name':'lo','hostInterfaceName':''},"
#define INTERFACES                                                                                                     \
    "{'type':'veth','name':'eth0','hostInterfaceName':'veth1','bridge':'br0','macAddress':'02:00:00:00:00:01',"        \
    "'address':'10.0.0.2/24','gateway':'10.0.0.1','ipv6Address':'fd00::2/64','ipv6Gateway':'fd00::1','mtu':1400,"      \
    "'txQueueLen':100,'hairpinMode':true}],'routes':[{'destination':'10.1.0.0/16','source':'10.0.0.2','gateway':"      \
    "'10.0.0.3','interfaceName':'eth0'},{'gateway':'10.0.0.1'}]"

static void test_devices(void) {
    expect_record("devices are moved by the supervisor", DEVICES(""), NO_CGROUPS,
                  "'network':{'devices':[{'host':'eth9','name':'eth0'},{'host':'eth8','name':'eth8'}],'interfaces':[],"
                  "'routes':[]}");
    expect_record("for which the init waits", DEVICES(""), NO_CGROUPS, "'requests':2");
    expect_plan("when loopback is up", DEVICES(""), NO_CGROUPS, "configure network");
    expect_plan("at an operation of its own", DEVICES(""), NO_CGROUPS, "set up network");
    struct planned plain;
    plan(&plain, PLAIN, NO_CGROUPS);
    tap_ok(!record_says(&plain, "'network':") && !plan_says(&plain, "set up network"), "without devices nothing waits");
    plan_release(&plain);
}

static void test_order(void) {
    struct planned planned;
    plan(&planned,
         CONFIG(PROCESS(""), NAMESPACES("") ",'netDevices':{'eth9':{}},'sysctl':{'net.ipv4.conf.eth9.forwarding':'1'}",
                ",'hooks':{'createRuntime':[{'path':'/h'}]}"),
         NO_CGROUPS);
    const char *text = planned.described ? plan_text(&planned) : "";
    const char *network = strstr(text, "set up network"), *hooks = strstr(text, "run hooks"),
               *sysctl = strstr(text, "set sysctl");
    tap_ok(network && hooks && sysctl && network < hooks && network < sysctl,
           "the network is there before hooks and sysctls");
    plan_release(&planned);
}

// OCI configs have no interfaces and routes: they come from libcontainer's own.
static void interfaces(const char *name, const char *namespaces, const char *wanted) {
    struct planned planned;
    struct gty_buffer message, record;
    struct gty_network networks[] = {{.type = GTY_TEXT("loopback"), .address = GTY_TEXT("127.0.0.1/0")},
                                     {.type = GTY_TEXT("veth"),
                                      .name = GTY_TEXT("eth0"),
                                      .bridge = GTY_TEXT("br0"),
                                      .mac_address = GTY_TEXT("02:00:00:00:00:01"),
                                      .address = GTY_TEXT("10.0.0.2/24"),
                                      .gateway = GTY_TEXT("10.0.0.1"),
                                      .ipv6_address = GTY_TEXT("fd00::2/64"),
                                      .ipv6_gateway = GTY_TEXT("fd00::1"),
                                      .host_interface_name = GTY_TEXT("veth1"),
                                      .mtu = {.present = true, .value = 1400},
                                      .txqueuelen = {.present = true, .value = 100},
                                      .hairpin_mode = true}};
    struct gty_route routes[] = {
        {GTY_TEXT("10.1.0.0/16"), GTY_TEXT("10.0.0.2"), GTY_TEXT("10.0.0.3"), GTY_TEXT("eth0"), NULL},
        {.gateway = GTY_TEXT("10.0.0.1")}};
    plan(&planned, namespaces, NO_CGROUPS);
    planned.config.networks = networks;
    planned.config.network_count = 2;
    planned.config.routes = routes;
    planned.config.route_count = 2;
    gty_buffer_init(&message, &planned.fixture.arena);
    gty_buffer_init(&record, &planned.fixture.arena);
    gty_plan(&gty_order_create, &planned.fixture.diagnostics, &planned.config, &planned.options, &planned.host,
             &message, &record);
    gty_buffer_byte(&record, 0);
    planned.record = record;
    if (!tap_ok(record_says(&planned, wanted), "%s", name)) printf("# %s\n", (const char *)record.data);
    plan_release(&planned);
}

static void test_interfaces(void) {
    interfaces("interfaces and routes of libcontainer's config", PLAIN, "'devices':[],'interfaces':[" INTERFACES);
    interfaces("loopback of a joined namespace is the supervisor's",
               CONFIG(PROCESS(""), "'namespaces':[{'type':'network','path':'/n'}]", ""),
               "'devices':[],'interfaces':[" LOOPBACK INTERFACES);
}

// The rules about them: check_test.c has OCI configs.
static void refuses(const char *name, const char *code, const struct gty_network *network,
                    const struct gty_route *route) {
    struct planned planned;
    struct gty_network networks[] = {network ? *network : (struct gty_network){.type = GTY_TEXT("loopback")}};
    struct gty_route routes[] = {route ? *route : (struct gty_route){.gateway = GTY_TEXT("10.0.0.1")}};
    plan(&planned, PLAIN, NO_CGROUPS);
    planned.config.networks = networks;
    planned.config.routes = routes;
    planned.config.network_count = planned.config.route_count = 1;
    networks[0].node = routes[0].node = planned.fixture.document;
    gty_check(&planned.fixture.diagnostics, &planned.config, &planned.options, &planned.host);
    bool right = code ? finding_of(&planned.fixture.diagnostics, code) != NULL : !planned.fixture.diagnostics.errors;
    if (!tap_ok(right, "%s", name)) show_findings(&planned.fixture.diagnostics);
    plan_release(&planned);
}

static void test_rules(void) {
    const struct gty_network good = {
        .type = GTY_TEXT("veth"), .name = GTY_TEXT("eth0"), .host_interface_name = GTY_TEXT("veth0")};
    struct gty_network network = good;
    const struct gty_route nowhere = {.interface_name = GTY_TEXT("eth0")};
    refuses("loopback and a gateway", NULL, NULL, NULL);
    refuses("a veth with two names", NULL, &network, NULL);
    network.type = GTY_TEXT("macvlan");
    refuses("GTY-INTERFACE-003: an unknown type", "GTY-INTERFACE-003", &network, NULL);
    network = good;
    network.host_interface_name = (struct gty_text){"", 0};
    refuses("a veth without a name on the host", "GTY-INTERFACE-002", &network, NULL);
    network = good;
    network.bridge = GTY_TEXT("br/0");
    refuses("a bridge that cannot be", "GTY-INTERFACE-002", &network, NULL);
    refuses("GTY-INTERFACE-004: a route that leads nowhere", "GTY-INTERFACE-004", NULL, &nowhere);
}

int main(void) {
    test_devices();
    test_order();
    test_interfaces();
    test_rules();
    return tap_done();
}
