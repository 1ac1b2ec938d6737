// SPDX-License-Identifier: Apache-2.0
//
// Types of devices as libcontainer and the configs of 2015 write them: the letter's number.
#include "tables/words.h"

const struct gty_word gty_device_type_words[] = {
    {'c', "c"}, {'b', "b"}, {'p', "p"}, {'u', "u"}, {'a', "a"}, {0, NULL},
};
