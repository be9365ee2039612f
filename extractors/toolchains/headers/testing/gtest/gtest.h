// GoogleTest: tests around kernels; what they check is evaluated, and nothing told.
#pragma once
#include <iostream>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>
namespace testing {
struct Test { virtual ~Test(); virtual void SetUp(); virtual void TearDown(); virtual void TestBody(); static void SetUpTestSuite(); static void TearDownTestSuite(); static bool HasFailure(); };
template <class T> struct WithParamInterface { const T &GetParam() const; };
template <class T> struct TestWithParam : Test, WithParamInterface<T> {};
template <class... T> struct Types {};
struct Message { template <class T> Message &operator<<(const T &v); Message &operator<<(std::ostream &(*f)(std::ostream &)); };
struct AssertionResult { AssertionResult(bool b); explicit operator bool() const; template <class T> AssertionResult &operator<<(const T &v); };
AssertionResult AssertionSuccess();
AssertionResult AssertionFailure();
struct __warploom_bool { bool held; template <class T> __warploom_bool(const T &v) : held(static_cast<bool>(v)) {} };
struct __warploom_end { void operator=(const Message &) const {} };
template <class T> struct TestParamInfo { T param; size_t index; };
template <class... A> int Values(A &&...a); template <class... A> int ValuesIn(A &&...a); template <class... A> int Combine(A &&...a); template <class... A> int Range(A &&...a); int Bool();
void InitGoogleTest(int *argc, char **argv);
}
int RUN_ALL_TESTS();
#define WARPLOOM_TEST(S, N, B) struct S##_##N##_Test : B { void TestBody() override; }; void S##_##N##_Test::TestBody()
#define TEST(S, N) WARPLOOM_TEST(S, N, ::testing::Test)
#define TEST_F(S, N) WARPLOOM_TEST(S, N, S)
#define TEST_P(S, N) WARPLOOM_TEST(S, N, S)
#define TYPED_TEST_SUITE(S, T) static_assert(true, "")
#define TYPED_TEST(S, N) template <class TypeParam> struct S##_##N##_Test : S<TypeParam> { typedef S<TypeParam> TestFixture; void TestBody() override; }; template <class TypeParam> void S##_##N##_Test<TypeParam>::TestBody()
#define INSTANTIATE_TEST_SUITE_P(P, S, ...) static_assert(true, "")
#define INSTANTIATE_TEST_CASE_P INSTANTIATE_TEST_SUITE_P
#define WARPLOOM_EXPECT(c) if (::testing::__warploom_bool(c).held) {} else ::testing::__warploom_end() = ::testing::Message()
#define WARPLOOM_ASSERT(c) if (::testing::__warploom_bool(c).held) {} else return ::testing::__warploom_end() = ::testing::Message()
#define EXPECT_TRUE(c) WARPLOOM_EXPECT(c)
#define EXPECT_FALSE(c) WARPLOOM_EXPECT(!(c))
#define EXPECT_EQ(a, b) WARPLOOM_EXPECT((a) == (b))
#define EXPECT_NE(a, b) WARPLOOM_EXPECT((a) != (b))
#define EXPECT_LT(a, b) WARPLOOM_EXPECT((a) < (b))
#define EXPECT_LE(a, b) WARPLOOM_EXPECT((a) <= (b))
#define EXPECT_GT(a, b) WARPLOOM_EXPECT((a) > (b))
#define EXPECT_GE(a, b) WARPLOOM_EXPECT((a) >= (b))
#define EXPECT_NEAR(a, b, e) WARPLOOM_EXPECT((a) - (b) < (e) && (b) - (a) < (e))
#define EXPECT_FLOAT_EQ(a, b) WARPLOOM_EXPECT((a) == (b))
#define EXPECT_DOUBLE_EQ(a, b) WARPLOOM_EXPECT((a) == (b))
#define EXPECT_STREQ(a, b) WARPLOOM_EXPECT(std::string(a) == (b))
#define EXPECT_THROW(s, e) { s; }
#define EXPECT_NO_THROW(s) { s; }
#define ASSERT_TRUE(c) WARPLOOM_ASSERT(c)
#define ASSERT_FALSE(c) WARPLOOM_ASSERT(!(c))
#define ASSERT_EQ(a, b) WARPLOOM_ASSERT((a) == (b))
#define ASSERT_NE(a, b) WARPLOOM_ASSERT((a) != (b))
#define ASSERT_LT(a, b) WARPLOOM_ASSERT((a) < (b))
#define ASSERT_LE(a, b) WARPLOOM_ASSERT((a) <= (b))
#define ASSERT_GT(a, b) WARPLOOM_ASSERT((a) > (b))
#define ASSERT_GE(a, b) WARPLOOM_ASSERT((a) >= (b))
#define ASSERT_NEAR(a, b, e) WARPLOOM_ASSERT((a) - (b) < (e) && (b) - (a) < (e))
#define ASSERT_FLOAT_EQ(a, b) WARPLOOM_ASSERT((a) == (b))
#define SUCCEED() ::testing::Message()
#define FAIL() return ::testing::__warploom_end() = ::testing::Message()
#define ADD_FAILURE() ::testing::Message()
#define GTEST_SKIP() return ::testing::__warploom_end() = ::testing::Message()
#define SCOPED_TRACE(m) (void)(m)
