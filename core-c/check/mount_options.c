// SPDX-License-Identifier: Apache-2.0
//
// mounts[].options: words of runtimes, and words of the filesystems that are mounted
#include <string.h>

#include "check/mount_parts.h"
#include "model/names.h"
#include "tables/filesystem_options.h"
#include "tables/mount_options.h"

// Words further apart are different words.
#define NEAR 2

struct option {
    struct gty_text word;
    const struct gty_json *node;
    const struct gty_mount *mount;
    const struct gty_mount_request *request;
};

static const char *nearest_option(const struct gty_checker *checker, struct gty_text word) {
    if (gty_diagnostics_full(checker->diagnostics)) return NULL;
    const char *nearest = NULL;
    size_t best = NEAR + 1;
    for (const struct gty_mount_option *option = gty_mount_options; option->name; option++) {
        size_t distance = gty_name_distance(word, option->name);
        if (distance >= best || distance >= strlen(option->name) / 2) continue;
        best = distance;
        nearest = option->name;
    }
    return nearest;
}

// A word as data reaches a filesystem; the superblock of a bind mount is its source's.
static void check_bind_data(const struct gty_checker *checker, const struct option *option) {
    const char *nearest = nearest_option(checker, option->word);
    struct gty_diagnostic *finding =
        gty_find(checker->diagnostics, GTY_RULE_PLAN_BIND_DATA, option->node,
                 gty_help_nearest(checker, nearest, "a bind mount takes no option of a filesystem"),
                 "mount option %s does not go with a bind mount", gty_quote(checker, option->word));
    gty_suggest_word(checker, finding, nearest);
}

// "ro,nosuid" in one string is data as a whole: the filesystem may take it apart, but no flag is set.
static bool hides_flag(struct gty_text word) {
    const char *at = word.data, *end = word.data + word.length;
    for (const char *comma; (comma = memchr(at, ',', (size_t)(end - at))); at = comma + 1)
        if (gty_mount_option((struct gty_text){at, (size_t)(comma - at)})) return true;
    return at > word.data && gty_mount_option((struct gty_text){at, (size_t)(end - at)});
}

static void check_filesystem_word(const struct gty_checker *checker, const struct option *option) {
    const struct gty_filesystem *filesystem = gty_filesystem(option->mount->type);
    if (!filesystem || memchr(option->word.data, ',', option->word.length)) return;
    if (gty_filesystem_takes(filesystem, option->word)) return;
    const char *nearest = nearest_option(checker, option->word);
    struct gty_diagnostic *finding = gty_find(
        checker->diagnostics, GTY_RULE_MOUNT_FILESYSTEM_OPTION, option->node, gty_help_nearest(checker, nearest, NULL),
        "mount option %s is none of %s: Linux refuses it", gty_quote(checker, option->word), filesystem->name);
    gty_suggest_word(checker, finding, nearest);
}

// Filesystems write the words for their owner so, and read numbers as C has them. Some take words beside: uid=forget.
static bool is_no_id(struct gty_text word, bool takes_words) {
    static const char *const names[] = {"uid=", "gid=", "user_id=", "group_id="};
    size_t at = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (gty_text_starts(word, names[i])) at = strlen(names[i]);
    if (at == 0) return false;
    if (at < word.length && word.data[at] == '-') return true;
    uint64_t base = 10, value = 0;
    if (at < word.length && word.data[at] == '+') at++;
    if (at < word.length && word.data[at] == '0') base = (word.data[at + 1] | 0x20) == 'x' ? 16 : 8;
    if (base == 16) at += 2;
    if (at == word.length) return true;
    for (; at < word.length; at++) {
        unsigned letter = (unsigned char)(word.data[at] | 0x20);
        unsigned digit = letter >= 'a' ? letter - 'a' + 10 : (unsigned char)word.data[at] - (unsigned)'0';
        if (digit >= base) return !takes_words;
        value = value * base + digit;
        if (value > UINT32_MAX) return true;
    }
    return value == UINT32_MAX;
}

// Words that are joined reach the filesystem one by one all the same.
static void check_ids(const struct gty_checker *checker, const struct option *option) {
    const char *at = option->word.data, *end = at + option->word.length;
    while (at < end) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        struct gty_text word = gty_text_copy(checker->arena, at, (size_t)((comma ? comma : end) - at));
        if (is_no_id(word, gty_filesystem(option->mount->type) == NULL))
            gty_find(checker->diagnostics, GTY_RULE_MOUNT_ID, option->node, NULL,
                     "mount option %s names no id: they go from 0 to 4294967294", gty_quote(checker, word));
        at += word.length + 1;
    }
}

static void check_supported(const struct gty_checker *checker, const struct option *option,
                            enum gty_mount_option_kind kind) {
    const struct gty_support *support = gty_unsupported_option(kind);
    if (!support) return;
    const char *word = gty_quote(checker, option->word);
    if (gty_for_gantry(checker))
        gty_find(checker->diagnostics, GTY_RULE_PLAN_MOUNT_OPTION, option->node, gty_not_built(checker, support),
                 "mount option %s is not supported by this version", word);
    else
        gty_warn_unsupported(checker, support, option->node,
                             gty_text_format(checker->arena, "the mount option %s", word).data);
}

static void check_word(const struct gty_checker *checker, const struct option *option) {
    const struct gty_mount_option *known = gty_mount_option(option->word);
    if (known) check_supported(checker, option, known->kind);
    if (known && known->kind == GTY_OPTION_COPY_UP && !gty_text_is(option->mount->type, "tmpfs"))
        gty_find(checker->diagnostics, GTY_RULE_PLAN_COPY_UP, option->node, NULL,
                 "mount option \"tmpcopyup\" has no effect: the mount on %s is no tmpfs",
                 gty_quote(checker, option->mount->destination));
    if (known) return;
    if (hides_flag(option->word))
        gty_find(checker->diagnostics, GTY_RULE_MOUNT_OPTION_COMMA, option->node, "write each option as its own string",
                 "mount option %s is handed to the filesystem as a whole: its words set no flags",
                 gty_quote(checker, option->word));
    if (option->request->bind)
        check_bind_data(checker, option);
    else if (!option->request->remount)
        check_filesystem_word(checker, option);
    if (!option->request->bind) check_ids(checker, option);
}

// Runtimes differ in what makes a bind mount: for runc an option, for crun and gantry the type as well.
static void check_bind_type(const struct gty_checker *checker, const struct gty_mount *mount,
                            const struct gty_mount_request *request) {
    if (!request->bind || request->remount || mount->type.length == 0) return;
    bool option = gty_texts_have(&mount->options, "bind") || gty_texts_have(&mount->options, "rbind");
    if (!option && checker->options->target == GTY_TARGET_RUNC) return; // target.c refuses it
    if (!option)
        gty_find(checker->diagnostics, GTY_RULE_MOUNT_BIND_OPTION, mount->node, "add the option bind or rbind",
                 "the mount on %s has type bind, but neither option bind nor rbind: runc refuses it",
                 gty_quote(checker, mount->destination));
    else if (!gty_text_is(mount->type, "bind") && !gty_text_is(mount->type, "none"))
        gty_find(checker->diagnostics, GTY_RULE_MOUNT_BIND_TYPE, gty_at(mount->node, "type"), "write bind, or none",
                 "type %s of the mount on %s is not used: it is a bind mount", gty_quote(checker, mount->type),
                 gty_quote(checker, mount->destination));
}

void gty_check_mount_options(const struct gty_checker *checker, const struct gty_mount *mount,
                             const struct gty_mount_request *request) {
    const struct gty_json *node = mount->options_node ? mount->options_node->first : NULL;
    for (size_t i = 0; i < mount->options.count; i++, node = node ? node->next : NULL) {
        if (node && node->type != GTY_JSON_STRING) continue;
        check_word(checker, &(struct option){mount->options.items[i], node ? node : mount->node, mount, request});
    }
    check_bind_type(checker, mount, request);
}
