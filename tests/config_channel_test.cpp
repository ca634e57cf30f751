// SPDX-License-Identifier: Apache-2.0
#include "engine/config_channel.hpp"

#include <catch2/catch.hpp>

#include "alerts/channel_message.hpp"
#include "tests/service_fixture.hpp"

using namespace qingkong;
using namespace qingkong::office;

namespace {

std::string refusals(const std::string& more) {
    const auto config = read_config(config_text(more), "q.toml");
    std::string lines;
    if (!config)
        for (const Problem& problem : config.error()) lines += problem.what.en + "\n";
    return lines;
}

const std::string kHook = "[[channel]]\nid = \"province\"\nkind = \"webhook\"\nurl = \"https://hook.example/in\"\nsecret_file = \"hook.key\"\n";
const std::string kSms = "[[channel]]\nid = \"gateway\"\nkind = \"sms\"\nurl = \"https://sms.example/send\"\nsecret_file = \"sms.key\"\n"
                         "body = '{\"m\":\"{phone}\",\"t\":\"{text}\"}'\n";

}  // namespace

TEST_CASE("channels are read with their secrets left in files") {
    const auto config = read_config(config_text(kHook + kSms + "success_pointer = \"/code\"\nsuccess_value = \"0\"\n"
                                                "[[channel]]\nid = \"group\"\nkind = \"wecom\"\nurl_file = \"wecom.url\"\n"
                                                "[watch]\nmail = [\"ops@x.example\"]\nchannels = [\"province\"]\ntelephone = [\"138-0000-0000\"]\n"),
                                    "/etc/q/q.toml");
    REQUIRE(config);
    REQUIRE(config->channels.size() == 3);
    CHECK(config->channels[0].secret_file == "/etc/q/hook.key");
    CHECK(config->channels[1].text == kSmsTemplate);
    CHECK(config->channels[2].url_file == "/etc/q/wecom.url");
    REQUIRE(config->notice_channels.sms_template);
    REQUIRE(config->notice_channels.common.size() == 2);
    CHECK(config->notice_channels.common[1].kind == ChannelKind::wecom);
    CHECK(config->watch.telephone == std::vector<std::string>{"13800000000"});
    CHECK(config->watch.limits.evaluation_hours == 2);
}

TEST_CASE("a channel that would show a secret, or go out without encryption, is refused") {
    CHECK(refusals("[[channel]]\nid = \"g\"\nkind = \"dingtalk\"\nurl = \"https://oapi.example/robot?access_token=x\"\n")
              .find("the address of a robot is a secret") != std::string::npos);
    CHECK(refusals("[[channel]]\nid = \"h\"\nkind = \"webhook\"\nurl = \"http://hook.example/in\"\nsecret_file = \"k\"\n")
              .find("url is no address that can be used") != std::string::npos);
    CHECK(refusals("[[channel]]\nid = \"h\"\nkind = \"webhook\"\nurl = \"http://127.0.0.1:9/in\"\nsecret_file = \"k\"\n").empty());
    CHECK(refusals("[[channel]]\nid = \"h\"\nkind = \"webhook\"\nurl = \"https://hook.example/in\"\n").find("secret_file is missing") != std::string::npos);
    CHECK(refusals(kHook + kHook).find("this channel id stands twice: province") != std::string::npos);
    CHECK(refusals("[[channel]]\nid = \"mail\"\nkind = \"fax\"\nurl = \"https://a.example\"\n") ==
          "secret_file is missing\nid = \"mail\" cannot be an id\nno such kind of channel: fax\n");
}

TEST_CASE("a template of short messages must keep level, start and act") {
    const auto with = [](const std::string& text) { return refusals(kSms + "text = \"" + text + "\"\n"); };
    CHECK(with("{level}，{start}起{act}").empty());
    CHECK(with("{level}{act}").find("{start} is missing") != std::string::npos);
    CHECK(with("{level}{act}[{start}{number}]").find("{start} is missing") != std::string::npos);
    CHECK(with("{level}{start}{act}{name}").find("there is no field {name}") != std::string::npos);
    CHECK(with("{level}{start}{act}" + std::string(40, 'x')).find("too long") != std::string::npos);
    CHECK(refusals("[[channel]]\nid = \"g\"\nkind = \"sms\"\nurl = \"https://a.example\"\nbody = \"{text}\"\n").find("{phone} or {text} is missing") != std::string::npos);
}

TEST_CASE("the watch names only what is there") {
    CHECK(refusals("[watch]\nchannels = [\"nobody\"]\n").find("no channel nobody") != std::string::npos);
    CHECK(refusals("[watch]\ntelephone = [\"13800000000\"]\n").find("there is no channel for short messages") != std::string::npos);
    CHECK(refusals("[watch]\nheartbeat_url = \"http://watch.example/ping\"\n").find("heartbeat_url") != std::string::npos);
    CHECK(refusals("[watch]\nevaluation_hours = 0\n").find("evaluation_hours = 0 is out of range") != std::string::npos);
}
