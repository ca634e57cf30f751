// SPDX-License-Identifier: Apache-2.0
#include "engine/tokens.hpp"

#include <catch2/catch.hpp>

using namespace qingkong;

TEST_CASE("the hash of a token is what b2sum -l 256 prints") {
    // printf %s abc | b2sum -l 256
    CHECK(token_hash("abc") == "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    CHECK(is_token_hash(token_hash("abc")));
    CHECK_FALSE(is_token_hash("abc"));
}

TEST_CASE("a new token is 43 characters of base64url and never the same twice") {
    const std::string one = new_token();
    CHECK(one.size() == 43);
    CHECK(one.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos);
    CHECK(one != new_token());
}

TEST_CASE("only the account with the token's hash is found") {
    std::vector<Account> accounts(2);
    accounts[0].id = "duty";
    accounts[0].token_hash = token_hash("first");
    accounts[1].id = "feed";
    accounts[1].token_hash = token_hash("second");
    CHECK(find_account(accounts, "second")->id == "feed");
    CHECK(find_account(accounts, "first")->id == "duty");
    CHECK(find_account(accounts, "third") == nullptr);
    CHECK(find_account(accounts, "") == nullptr);
    CHECK(find_account(accounts, token_hash("first")) == nullptr);
}

TEST_CASE("an account covers its areas, with all every area") {
    Account account;
    account.areas = {"110105", "110106"};
    CHECK(account.covers("110106"));
    CHECK_FALSE(account.covers("110107"));
    CHECK_FALSE(account.covers("all"));
    account.areas = {"all"};
    CHECK(account.covers("110107"));
    CHECK(account.covers("all"));
}
