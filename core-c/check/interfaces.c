// SPDX-License-Identifier: Apache-2.0
//
// networks and routes of libcontainer's own config
#include "check/areas.h"

static void check_name(const struct gty_checker *checker, const struct gty_network *network, struct gty_text name,
                       const char *property) {
    if (gty_is_interface_name(name)) return;
    gty_find(checker->diagnostics, GTY_RULE_INTERFACE_NAME, gty_at(network->node, property),
             "a name has 1 to 15 bytes without / : and blanks, and is not . or ..", "%s cannot be the %s of a veth",
             gty_quote(checker, name), property);
}

static void check_network(const struct gty_checker *checker, const struct gty_network *network) {
    if (gty_text_is(network->type, "loopback")) return;
    if (!gty_text_is(network->type, "veth")) {
        gty_find(checker->diagnostics, GTY_RULE_INTERFACE_TYPE, network->node, "the types are loopback and veth",
                 "a network cannot be of the type %s", gty_quote(checker, network->type));
        return;
    }
    check_name(checker, network, network->name, "name");
    check_name(checker, network, network->host_interface_name, "host_interface_name");
    if (network->bridge.length) check_name(checker, network, network->bridge, "bridge");
}

static void check_route(const struct gty_checker *checker, const struct gty_route *route) {
    if (route->destination.length || route->gateway.length) return;
    gty_find(checker->diagnostics, GTY_RULE_INTERFACE_ROUTE, route->node, "say its destination, its gateway, or both",
             "the route leads nowhere");
}

static void check_namespace(const struct gty_checker *checker, const struct gty_json *node) {
    struct gty_diagnostic *finding =
        gty_find(checker->diagnostics, GTY_RULE_INTERFACE_NAMESPACE, node, "add {\"type\": \"NEWNET\"} to namespaces",
                 "unable to apply network settings without a private NET namespace");
    gty_relate_namespace(checker, finding, GTY_NS_NET);
}

void gty_check_interfaces(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    if (!gty_has(checker, GTY_NS_NET)) {
        if (config->network_count) check_namespace(checker, config->networks_node);
        if (config->route_count) check_namespace(checker, config->routes_node);
    }
    for (size_t i = 0; i < config->network_count; i++) check_network(checker, &config->networks[i]);
    for (size_t i = 0; i < config->route_count; i++) check_route(checker, &config->routes[i]);
}
