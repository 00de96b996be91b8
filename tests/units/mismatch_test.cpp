// SPDX-License-Identifier: Apache-2.0
// A quantity of the wrong kind: whole messages and hints.
#include <gtest/gtest.h>

#include <string>

#include "chokepoint/units.hpp"
#include "units/dimensions.hpp"

namespace chokepoint::units {
namespace {

using namespace dimensions;

Kind kind_of_text(const std::string& text) {
  const auto read = parse(text);
  if (const auto* interval = std::get_if<Interval>(&read)) return interval->low.kind;
  return std::get<Amount>(read).kind;
}

struct Case {
  std::string text;
  Kind expected;
  std::string message;
  std::string hint;
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << c.text;
}

class Mismatch : public testing::TestWithParam<Case> {};

TEST_P(Mismatch, SaysWhatWasExpectedWhatCameAndTheLikelyFix) {
  const auto& [text, expected, message, hint] = GetParam();
  const auto error = mismatch(text, kind_of_text(text), expected);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->message, message);
  EXPECT_EQ(error->hint, hint);
  EXPECT_EQ(error->offset, 0U);
  EXPECT_EQ(error->length, text.size());
}

INSTANTIATE_TEST_SUITE_P(
    OneSlip, Mismatch,
    testing::Values(
        Case{"2.5 GWh", {power}, "expected a power (W), got an energy: '2.5 GWh'", "GWh is energy; did you mean GW?"},
        Case{"2.5 GW", {energy}, "expected an energy (J), got a power: '2.5 GW'", "GW is power; did you mean GWh?"},
        Case{"1 to 5 GWh",
             {power},
             "expected a power (W), got an energy: '1 to 5 GWh'",
             "GWh is energy; did you mean GW?"},
        Case{"51.2 Tbit",
             {information / time},
             "expected a bandwidth (bit/s), got an amount of information: '51.2 Tbit'",
             "Tbit is information; did you mean Tbit/s?"},
        Case{"51.2 Tbit/s",
             {information},
             "expected an amount of information (bit), got a bandwidth: '51.2 Tbit/s'",
             "Tbit/s is bandwidth; did you mean Tbit?"},
        Case{"2e15 FLOP/s",
             {compute / time / accelerator},
             "expected a peak performance per accelerator (FLOP/s/H100e), got a computing performance: '2e15 FLOP/s'",
             "FLOP/s is computing performance; did you mean FLOP/s/H100e?"},
        Case{"2e15 FLOP",
             {compute / time / accelerator},
             "expected a peak performance per accelerator (FLOP/s/H100e), got an amount of compute: '2e15 FLOP'",
             "FLOP is compute; did you mean FLOP/s/H100e?"},
        Case{"1704 W",
             {power / accelerator},
             "expected a power per accelerator (W/H100e), got a power: '1704 W'",
             "W is power; did you mean W/H100e?"},
        Case{"180e3 wafer",
             {wafer / time},
             "expected a wafer production (wafer/s), got a number of wafers: '180e3 wafer'",
             "wafer is a number of wafers; did you mean wafer/month?"},
        Case{"15 %", growth_kind, "expected a yearly growth (x/yr), got a ratio: '15 %'",
             "% is a ratio; did you mean %/yr?"},
        Case{"15 %/yr", ratio_kind, "expected a ratio, got a yearly growth: '15 %/yr'",
             "%/yr is yearly growth; did you mean %?"},
        Case{"5 m^2", {length * length * time}, "expected m^2*s, got m^2: '5 m^2'", "did you mean m^2*s?"}));

INSTANTIATE_TEST_SUITE_P(
    BareNumber, Mismatch,
    testing::Values(
        Case{"2.5", {power}, "expected a power (W), got a bare number: '2.5'", "write the unit, as in '2.5 GW'"},
        Case{"1 to 5",
             {power},
             "expected a power (W), got a bare number: '1 to 5'",
             "write the unit, as in '1 to 5 GW'"},
        Case{"1.15", growth_kind, "expected a yearly growth (x/yr), got a bare number: '1.15'",
             "write 1.15x/yr or 15 %/yr"},
        Case{"180e3",
             {wafer / time},
             "expected a wafer production (wafer/s), got a bare number: '180e3'",
             "write the unit, as in '180e3 wafer/month'"},
        Case{"2500000000",
             {power},
             "expected a power (W), got a bare number: '2500000000'",
             "write the unit, as in '2500000000 W'"},
        Case{"5", {length * length}, "expected m^2, got a bare number: '5'", "write the unit, as in '5 m^2'"}));

INSTANTIATE_TEST_SUITE_P(
    SomethingElse, Mismatch,
    testing::Values(
        Case{"5 token", {power}, "expected a power (W), got a number of tokens: '5 token'", "write it as in '2.5 GW'"},
        Case{"26 GW", ratio_kind, "expected a ratio, got a power: '26 GW'",
             "write a number or a percentage, as in 0.26 or 26 %"},
        Case{"26 %", {power}, "expected a power (W), got a ratio: '26 %'", "write it as in '2.5 GW'"},
        Case{"1.15x/yr", {power}, "expected a power (W), got a yearly growth: '1.15x/yr'", "write it as in '2.5 GW'"},
        Case{"3 day", growth_kind, "expected a yearly growth (x/yr), got a duration: '3 day'",
             "write 1.15x/yr or 15 %/yr"},
        Case{"3 day", {length * length}, "expected m^2, got a duration: '3 day'", "write it in m^2"}));

TEST(MismatchOf, TheExpectedKindIsNone) {
  EXPECT_FALSE(mismatch("2.5 GW", {power}, {power}));
  EXPECT_FALSE(mismatch("1.15x/yr", growth_kind, growth_kind));
  EXPECT_TRUE(mismatch("1.15", ratio_kind, growth_kind));
}

TEST(MismatchOf, ATextThatDoesNotReadStillHasAnAnswer) {
  // A caller may have built the kind itself.
  const auto error = mismatch("power of the sun", {energy}, {power});
  ASSERT_TRUE(error);
  EXPECT_EQ(error->message, "expected a power (W), got an energy: 'power of the sun'");
  EXPECT_EQ(error->hint, "write it as in '2.5 GW'");
}

}  // namespace
}  // namespace chokepoint::units
