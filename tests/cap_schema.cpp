// SPDX-License-Identifier: Apache-2.0
#include "tests/cap_schema.hpp"

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

namespace qingkong::papers {

namespace {

void gather(void* into, const char* form, ...) {
    char line[1000];
    va_list arguments;
    va_start(arguments, form);
    vsnprintf(line, sizeof line, form, arguments);
    va_end(arguments);
    *static_cast<std::string*>(into) += line;
}

template <class T, void (*Free)(T*)>
struct Freed {
    void operator()(T* it) const { Free(it); }
};

}  // namespace

std::vector<std::string> cap_schemas() {
    std::vector<std::string> files = {QINGKONG_SOURCE_DIR "/tests/data/cap/cap12_profile.xsd"};
    const char* given = std::getenv("QINGKONG_CAP_XSD");
    const std::string oasis = given != nullptr ? given : QINGKONG_SOURCE_DIR "/tests/data/cap/CAP-v1.2.xsd";
    if (given != nullptr || std::filesystem::exists(oasis)) files.push_back(oasis);
    return files;
}

std::string schema_errors(const std::string& xml, const std::string& schema_file) {
    std::string errors;
    const std::unique_ptr<xmlSchemaParserCtxt, Freed<xmlSchemaParserCtxt, xmlSchemaFreeParserCtxt>> parser(
        xmlSchemaNewParserCtxt(schema_file.c_str()));
    xmlSchemaSetParserErrors(parser.get(), gather, gather, &errors);
    const std::unique_ptr<xmlSchema, Freed<xmlSchema, xmlSchemaFree>> schema(xmlSchemaParse(parser.get()));
    if (!schema) return "schema: " + schema_file + ": " + errors;
    const std::unique_ptr<xmlDoc, Freed<xmlDoc, xmlFreeDoc>> document(
        xmlReadMemory(xml.data(), static_cast<int>(xml.size()), "alert.xml", nullptr, XML_PARSE_NONET | XML_PARSE_NOERROR));
    if (!document) return "not well-formed";
    const std::unique_ptr<xmlSchemaValidCtxt, Freed<xmlSchemaValidCtxt, xmlSchemaFreeValidCtxt>> valid(
        xmlSchemaNewValidCtxt(schema.get()));
    xmlSchemaSetValidErrors(valid.get(), gather, gather, &errors);
    if (xmlSchemaValidateDoc(valid.get(), document.get()) != 0 && errors.empty()) errors = "invalid";
    return errors;
}

}  // namespace qingkong::papers
