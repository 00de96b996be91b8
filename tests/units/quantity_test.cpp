// SPDX-License-Identifier: Apache-2.0
// Quantities that the compiler checks: their run-time kind is that of their text, growth multiplies, min and max keep
// the dimension. What must not compile is in tests/must_not_compile.
#include "units/quantity.hpp"

#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <variant>

namespace chokepoint::units {
namespace {

template <class U>
using Scalar = Quantity<U, double>;

Kind kind_of_text(const std::string& text) {
  const auto read = parse_amount(text);
  EXPECT_TRUE(std::holds_alternative<Amount>(read)) << text;
  return std::get<Amount>(read).kind;
}

TEST(Quantity, HasTheKindOfItsUnitText) {
  EXPECT_EQ(kind_of<Scalar<Power>>, kind_of_text("1 W"));
  EXPECT_EQ(kind_of<Scalar<Time>>, kind_of_text("1 day"));
  EXPECT_EQ(kind_of<Scalar<Length>>, kind_of_text("1 km"));
  EXPECT_EQ(kind_of<Scalar<Speed>>, kind_of_text("1 km/s"));
  EXPECT_EQ(kind_of<Scalar<Compute>>, kind_of_text("1 FLOP"));
  EXPECT_EQ(kind_of<Scalar<Tokens>>, kind_of_text("1 token"));
  EXPECT_EQ(kind_of<Scalar<ModelSize>>, kind_of_text("1 parameter"));
  EXPECT_EQ(kind_of<Scalar<Accelerators>>, kind_of_text("1 H100e"));
  EXPECT_EQ(kind_of<Scalar<Wafers>>, kind_of_text("1 wafer"));
  EXPECT_EQ(kind_of<Scalar<Images>>, kind_of_text("1 image"));
  EXPECT_EQ(kind_of<Scalar<Information>>, kind_of_text("1 byte"));
  EXPECT_EQ(kind_of<Scalar<Currency>>, kind_of_text("1 USD"));
  EXPECT_EQ(kind_of<Scalar<ComputeRate>>, kind_of_text("1 FLOP/s"));
  EXPECT_EQ(kind_of<Scalar<PeakPerformance>>, kind_of_text("1 FLOP/s/H100e"));
  EXPECT_EQ(kind_of<Scalar<PowerPerAccelerator>>, kind_of_text("1 W/H100e"));
  EXPECT_EQ(kind_of<Scalar<Bandwidth>>, kind_of_text("1 Tbit/s"));
  EXPECT_EQ(kind_of<Scalar<AcceleratorRate>>, kind_of_text("1 H100e/yr"));
  EXPECT_EQ(kind_of<Scalar<WaferRate>>, kind_of_text("1 wafer/month"));
  EXPECT_EQ(kind_of<Scalar<AcceleratorsPerWafer>>, kind_of_text("1 H100e/wafer"));
  EXPECT_EQ(kind_of<Scalar<TokensPerParameter>>, kind_of_text("1 token/parameter"));
  EXPECT_EQ(kind_of<Scalar<TokensPerImage>>, kind_of_text("1 token/image"));
  EXPECT_EQ(kind_of<Scalar<TokenRate>>, kind_of_text("1 token/s"));
  EXPECT_EQ(kind_of<Scalar<TokensPerAccelerator>>, kind_of_text("1 token/H100e"));
  EXPECT_EQ(kind_of<Scalar<InformationPerParameter>>, kind_of_text("1 bit/parameter"));
  EXPECT_EQ(kind_of<Scalar<ComputePerTokenParameter>>, kind_of_text("1 FLOP/token/parameter"));
  EXPECT_EQ(kind_of<Scalar<Ratio>>, kind_of_text("0.5"));
  EXPECT_EQ(kind_of<Growth<double>>, kind_of_text("1.15x/yr"));
}

TEST(Quantity, ARatioIsNoGrowth) {
  EXPECT_NE(kind_of<Scalar<Ratio>>, kind_of<Growth<double>>);
  EXPECT_NE(kind_of<Scalar<Tokens>>, kind_of<Scalar<ModelSize>>);
}

TEST(Quantity, KindDoesNotDependOnTheNumberType) {
  EXPECT_EQ((kind_of<Quantity<Power, Pack>>), kind_of<Scalar<Power>>);
  EXPECT_EQ(kind_of<Growth<Pack>>, growth_kind);
}

TEST(Quantity, AProductHasItsDimension) {
  // Hoffmann et al. 2022: C = 6 N D, here for 1e12 parameters and 20e12 tokens.
  const auto per = of<ComputePerTokenParameter>(6.0);
  const auto size = of<ModelSize>(1e12);
  const auto tokens = of<Tokens>(20e12);
  const Scalar<Compute> compute = per * tokens * size;
  EXPECT_DOUBLE_EQ(value_of(compute), 1.2e26);
  const Scalar<TokensPerParameter> ratio = tokens / size;
  EXPECT_DOUBLE_EQ(value_of(ratio), 20.0);
  const Scalar<Ratio> share = of<Power>(1.0) / of<Power>(4.0);
  EXPECT_EQ(value_of(share), 0.25);
}

TEST(Quantity, MinAndMaxKeepTheDimension) {
  const auto small = of<Power>(1.0);
  const auto large = of<Power>(2.0);
  EXPECT_EQ(value_of(min(small, large)), 1.0);
  EXPECT_EQ(value_of(min(large, small)), 1.0);
  EXPECT_EQ(value_of(max(small, large)), 2.0);
  EXPECT_EQ(value_of(max(large, small)), 2.0);
  static_assert(std::is_same_v<decltype(min(small, large)), Scalar<Power>>);
}

TEST(Quantity, ARootHalvesTheDimension) {
  const auto side = of<Length>(3.0);
  const Scalar<Length> root = sqrt(side * side);
  EXPECT_EQ(value_of(root), 3.0);
  const auto rate = of<Tokens>(8.0) / of<Time>(2.0);
  const Scalar<Tokens> tokens = sqrt(rate * rate) * of<Time>(2.0);
  EXPECT_EQ(value_of(tokens), 8.0);
}

TEST(Quantity, SetValueIsOfItsField) {
  Scalar<Power> power;
  set_value(power, 5.0);
  EXPECT_EQ(value_of(power), 5.0);
  Growth<double> growth;
  set_value(growth, 1.15);
  EXPECT_EQ(value_of(growth), 1.15);
  Quantity<Power, Pack> lanes;
  set_value(lanes, Pack(3.0));
  EXPECT_EQ(value_of(lanes).lane(Pack::lanes - 1), 3.0);
}

TEST(Growth, MultipliesAQuantity) {
  const Growth<double> growth(1.5);
  Scalar<Power> power = of<Power>(4.0);
  EXPECT_EQ(value_of(power * growth), 6.0);
  power *= growth;
  power *= growth;
  EXPECT_EQ(value_of(power), 9.0);
  EXPECT_EQ((growth * Growth<double>(2.0)).factor(), 3.0);
}

TEST(Growth, TwoHalfYearsAreOne) {
  const Growth<double> growth(2.25);
  EXPECT_EQ(growth.half().factor(), 1.5);
  EXPECT_EQ((growth.half() * growth.half()).factor(), 2.25);
}

TEST(Growth, TheSlowerIsTheMinimum) {
  EXPECT_EQ(min(Growth<double>(1.1), Growth<double>(1.2)).factor(), 1.1);
  EXPECT_EQ(min(Growth<double>(1.2), Growth<double>(1.1)).factor(), 1.1);
}

}  // namespace
}  // namespace chokepoint::units
